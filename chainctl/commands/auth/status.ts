// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { validate } from '../../../core/api/auth.ts';
import type { App } from '../../app.ts';
import { loggedOut } from '../../session.ts';
import { show } from '../../show.ts';
import type { Presentation } from '../../terminal/present.ts';
import { claimsOf, expiryOf } from '../../token.ts';

/** Who the stored token says you are. */
interface Status {
  identity: string;
  email?: string | undefined;
  issuer: string;
  audience: string;
  expiry: string;
  groups?: { group: string; role: string }[];
}

const presentation: Presentation<Status> = {
  columns: [
    ['IDENTITY', ({ identity }) => identity],
    ['EMAIL', ({ email = '' }) => email],
    ['AUDIENCE', ({ audience }) => audience],
    ['EXPIRES', ({ expiry }) => expiry],
  ],
  more: [
    [
      'GROUPS',
      ({ groups = [] }) => groups.map(({ group, role }) => `${group}: ${role}`).join('\n'),
    ],
  ],
  id: ({ identity }) => identity,
};

/** `chainctl auth status`: asks the platform, or with `--quick` only looks at the token. */
export const status = (app: App) =>
  new Command('status')
    .description('Say who is logged in')
    .option('--quick', 'look at the stored token only, without asking the platform')
    .action(async ({ quick }) => {
      const { platform } = await app.settings();
      const found = quick ? await stored(app, platform.audience) : await asked(app);
      await show(app, { item: found }, presentation);
    });

async function stored(app: App, audience: string): Promise<Status> {
  const known = await (await app.credentials()).read();
  if (known === undefined) throw loggedOut('you are not logged in');
  const { sub = '', iss = '', email } = claimsOf(known.accessToken) ?? {};
  const ends = expiryOf(known.accessToken);
  const renewable = known.refreshToken !== undefined;
  if (!renewable && (ends === undefined || ends.getTime() <= app.now())) {
    throw loggedOut('the login has ended');
  }
  return { identity: sub, email, issuer: iss, audience, expiry: ends?.toISOString() ?? '' };
}

async function asked(app: App): Promise<Status> {
  const who = await (await app.client()).call(validate, {});
  const { subject, email, issuer, audience, expiry, capabilities } = who;
  const groups = capabilities.map(({ group, role }) => ({ group, role }));
  return { identity: subject, email, issuer, audience: audience.join(' '), expiry, groups };
}
