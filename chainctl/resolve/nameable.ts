// SPDX-License-Identifier: Apache-2.0
import { listGroups } from '../../core/api/groups.ts';
import { listRoles } from '../../core/api/roles.ts';
import { type App, userAgent } from '../app.ts';
import { connect } from '../client.ts';
import type { Completion, Named } from '../completion.ts';
import { tokenAtHand } from '../session.ts';
import { printable } from '../terminal/printable.ts';

/** How long a shell that completes is kept waiting, in milliseconds. */
const patience = 1_000;

/**
 * The groups or roles that a person can name, as the API has them now: by name where the name is one
 * word to every shell and names one thing alone, else by id. None where nobody is logged in or the API
 * does not answer at once: whoever types on is not told of it.
 */
export async function nameable(app: App, what: Named): Promise<Completion[]> {
  try {
    const { api } = (await app.settings()).platform;
    const token = await tokenAtHand(await app.credentials());
    if (token === undefined) return [];
    const client = connect({
      api,
      token: async () => token,
      userAgent,
      patience,
      fetch: app.fetch,
    });
    const endpoint = what === 'group' ? listGroups : listRoles;
    const { items } = await client.call(endpoint, { pageSize: 500 });
    return items.map(({ id, name, description }) => {
      const alone = items.filter((other) => other.name === name).length === 1;
      const byName = alone && /^\w[\w.-]*$/.test(name);
      const hint = byName ? description || id : `${name} ${description}`;
      return {
        word: byName ? name : id,
        description: printable(hint.replaceAll(/\s+/g, ' ')).slice(0, 80),
      };
    });
  } catch {
    return [];
  }
}
