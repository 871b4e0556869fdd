// SPDX-License-Identifier: Apache-2.0
import { createInvite, deleteInvite } from '../../core/api/invites.ts';
import { gulfstream } from '../../core/iam/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { App } from '../app.ts';
import { say } from '../terminal/terminal.ts';

/** How long the code is good for if nobody takes it back, in seconds. */
const life = 3600;

/** A code that lives for one installation, and how it is taken back. */
export interface TemporaryCode {
  code: string;
  withdraw: () => Promise<void>;
}

/** Makes an invite for a cluster of the group. Taking it back never fails: it ends by itself. */
export async function temporaryCode(app: App, group: Uidp): Promise<TemporaryCode> {
  const client = await app.client();
  const invite = await client.call(createInvite, { group, role: gulfstream.id, ttl: life });
  return {
    code: invite.code,
    withdraw: async () => {
      say(app.terminal, `Cleaning up temporary invite code ${invite.id}...`);
      await client.call(deleteInvite, { id: invite.id }).catch(() => {
        say(app.terminal, `It could not be deleted, and ends by itself at ${invite.expiration}.`);
      });
    },
  };
}
