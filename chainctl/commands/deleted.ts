// SPDX-License-Identifier: Apache-2.0
import type { App } from '../app.ts';
import type { Client } from '../client.ts';
import { confirm } from '../terminal/confirm.ts';
import { say, tell } from '../terminal/terminal.ts';

/** Deletes one thing, once a person has said so: `Delete role …? [y,N]: `. */
export async function deleted(
  app: App,
  noun: string,
  id: string,
  yes: true | undefined,
  carryOut: (client: Client) => Promise<unknown>,
): Promise<void> {
  if (!yes && !(await confirm(app.terminal, `Delete ${noun} ${id}?`, false))) {
    return say(app.terminal, 'Nothing was deleted.');
  }
  await carryOut(await app.client());
  return tell(app.terminal, `Deleted ${noun} ${id}`);
}
