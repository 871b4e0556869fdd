// SPDX-License-Identifier: Apache-2.0
import { type ClaimMatch, createIdentity } from '../../../../core/api/identities.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { roleNamed } from '../../../resolve/role.ts';
import { show } from '../../../show.ts';
import { say } from '../../../terminal/terminal.ts';
import { identityPresentation } from './presentation.ts';

/** The flags that every way to create an identity takes. */
export interface MakeFlags {
  group?: string;
  role?: string;
  description: string;
}

/** Makes the identity, bound to the role where one is named, and says how it logs in. */
export async function make(
  app: App,
  name: string,
  { group, role, description }: MakeFlags,
  claimMatch: ClaimMatch,
): Promise<void> {
  const parent = await groupNamed(app, group);
  const bound = role === undefined ? undefined : await roleNamed(app, role);
  const identity = { name, description, claimMatch, role: bound };
  const item = await (await app.client()).call(createIdentity, { parent, identity });
  await show(app, { item }, identityPresentation);
  say(app.terminal, `It logs in with: chainctl auth login --identity ${item.id}`);
}
