// SPDX-License-Identifier: Apache-2.0
import { run } from './program.ts';
import { processTerminal } from './terminal/terminal.ts';

const terminal = processTerminal();
const code = await run(process.argv.slice(2), { terminal, env: process.env, now: Date.now });
// What was given up holds the process all the same: a host that is still being looked up, for half a
// minute. Neither a shell that completes nor a person waits for that.
process.exit(code);
