// SPDX-License-Identifier: Apache-2.0
import type { Command } from '@commander-js/extra-typings';
import { examples } from './examples.ts';
import { exitTexts } from './exit.ts';

/** The words that name a command, without the program's own: `iam groups list`. */
export function pathOf(command: Command): string {
  const above = command.parent;
  return above === null ? '' : `${pathOf(above as Command)} ${command.name()}`.trim();
}

/** Adds to a command's help what it is like in use; to the program's, what it ends with. */
export function explain(command: Command): void {
  const lines = examples[pathOf(command)] ?? [];
  if (lines.length > 0) {
    command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  }
  if (command.parent !== null) return;
  const codes = exitTexts.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`);
  command.addHelpText('after', `\nExit codes:\n${codes.join('\n')}`);
}
