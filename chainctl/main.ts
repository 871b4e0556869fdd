// SPDX-License-Identifier: Apache-2.0
import { run } from './program.ts';
import { processTerminal } from './terminal/terminal.ts';

const terminal = processTerminal();
process.exitCode = await run(process.argv.slice(2), { terminal, env: process.env, now: Date.now });
