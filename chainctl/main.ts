// SPDX-License-Identifier: Apache-2.0
import { run } from './program.ts';
import { processTerminal } from './terminal/terminal.ts';

const terminal = processTerminal();
const argv = process.argv.slice(2);
process.exitCode = await run(argv, { terminal, env: process.env, now: Date.now });
// A shell that completes waits until we are gone, and not for a host that is still being looked up.
if (argv[0] === '__complete') process.exit();
