// SPDX-License-Identifier: Apache-2.0
import type { Uidp } from '../../core/iam/uidp.ts';
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

/**
 * Deletes several things, each of which is named first, once a person has said so: `Delete? [y,N]: `.
 */
export async function deletedAll(
  app: App,
  noun: string,
  going: { id: Uidp; shown: string }[],
  yes: true | undefined,
  carryOut: (client: Client, id: Uidp) => Promise<unknown>,
): Promise<void> {
  if (going.length === 0) return say(app.terminal, 'There is nothing to delete.');
  for (const { shown } of going) say(app.terminal, shown);
  if (!yes && !(await confirm(app.terminal, 'Delete?', false))) {
    return say(app.terminal, 'Nothing was deleted.');
  }
  const client = await app.client();
  for (const { id } of going) {
    await carryOut(client, id);
    tell(app.terminal, `Deleted ${noun} ${id}`);
  }
}
