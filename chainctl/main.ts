// SPDX-License-Identifier: Apache-2.0
import { run } from './program.ts';
import { processTerminal } from './terminal/terminal.ts';

// A reader that has seen enough (`chainctl … | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const terminal = processTerminal();
process.exitCode = await run(process.argv.slice(2), { terminal, env: process.env, now: Date.now });
