// SPDX-License-Identifier: Apache-2.0
import { Argument, Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { tell } from '../../terminal/terminal.ts';
import { scripts, shells } from './scripts.ts';

/** `chainctl completion bash|zsh|fish|powershell`: a script for the shell. */
export const completion = (app: App) =>
  new Command('completion')
    .description('Print the script that completes command lines in your shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell) => tell(app.terminal, scripts[shell](program())));

/** This executable, wherever it lies: an alias may lead to it. From source it is called by name. */
const program = (): string =>
  process.versions['bun'] === undefined ? 'chainctl' : process.execPath;
