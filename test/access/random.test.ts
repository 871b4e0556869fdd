// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { listGroups } from '../../core/api/groups.ts';
import { listInvites } from '../../core/api/invites.ts';
import { listPolicies } from '../../core/api/policies.ts';
import { listRoleBindings } from '../../core/api/role-bindings.ts';
import { listRoles } from '../../core/api/roles.ts';
import { builtInRoles } from '../../core/iam/roles.ts';
import { bindings } from '../../store/collections.ts';
import { type Kind, select } from '../../store/kind.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { type Caller, call, person } from '../fixtures/caller.ts';
import type { Choose, Operation } from './attempt.ts';
import { byInvite } from './by-invite.ts';
import { inGroups } from './in-groups.ts';
import { emptyWorld, visible, type World } from './model.ts';
import { onRights } from './on-rights.ts';

let home: Home;
beforeAll(async () => {
  home = await authHome();
});
afterAll(() => home.close());

const operations: Record<string, Operation> = { ...inGroups, ...onRights, ...byInvite };

const lists = {
  groups: listGroups,
  bindings: listRoleBindings,
  roles: listRoles,
  invites: listInvites,
  policies: listPolicies,
} as const;

/** What the person sees of each kind, as the service says. */
async function seenBy(caller: Caller) {
  const seen: Record<string, string[]> = {};
  for (const [kind, endpoint] of Object.entries(lists)) {
    const { body } = await call(home.url, endpoint, { pageSize: 500 }, caller.token);
    const { items } = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(body);
    seen[kind] = items
      .map(({ id }) => id)
      .filter((id) => !builtInRoles.some((role) => role.id === id))
      .sort();
  }
  return seen;
}

/** A redemption and a new root answer without the id of the binding that they made: it is looked up. */
async function nameBindings(world: World): Promise<void> {
  for (const [id, binding] of world.bindings) {
    if (!id.endsWith('?')) continue;
    const where = { parent: binding.group, identity: binding.identity, role: binding.role };
    const kind: Kind<{ id: string }> = bindings;
    const [found] = await select(home.service.documents, kind, { where, limit: 1 });
    world.bindings.delete(id);
    if (found !== undefined) world.bindings.set(found.id, binding);
  }
}

/** Somebody does something; the picks choose among what is there. */
interface Step {
  who: number;
  what: string;
  picks: number[];
}

const often = [
  'createGroup',
  'bind',
  'bind',
  'rebind',
  'invite',
  'redeem',
  'createRole',
  'createPolicy',
];
const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat({ max: 3 }),
  what: fc.constantFrom(...Object.keys(operations), ...often),
  picks: fc.array(fc.nat({ max: 1000 }), { minLength: 3, maxLength: 3 }),
});
const steps = fc.array(step, { minLength: 30, maxLength: 80 });

/** Two organisations, so that there is something to quarrel about: three people in one, one in another. */
const beginning: Step[] = [
  { who: 0, what: 'createRoot', picks: [] },
  { who: 0, what: 'createGroup', picks: [0] },
  { who: 0, what: 'bind', picks: [0, 1, 2] },
  { who: 0, what: 'bind', picks: [0, 2, 0] },
  { who: 0, what: 'createRole', picks: [0, 6] },
  { who: 0, what: 'bind', picks: [0, 2, 4] },
  { who: 3, what: 'createRoot', picks: [] },
];

const answered = z.object({ id: z.string().default(''), code: z.string().optional() });

let run = 0;

test('whatever people do, in whatever order, the service and the model agree on each answer and on what each sees', {
  timeout: 120_000,
}, async () => {
  const agrees = async (sequence: Step[]) => {
    run += 1;
    const callers = await Promise.all(
      [0, 1, 2, 3].map((who) => person(home, `person-${who}-of-run-${run}@example.com`)),
    );
    const world = emptyWorld(callers.map(({ id }) => id));
    for (const { who, what, picks } of [...beginning, ...sequence]) {
      const caller = callers[who];
      const operation = operations[what];
      if (caller === undefined || operation === undefined) throw new Error(what);
      let turn = 0;
      const choose: Choose = (among) => among[(picks[turn++] ?? 0) % among.length];
      const { endpoint, request, expected, settle } = operation(world, caller.id, choose);
      const { status, body } = await call(home.url, endpoint, request, caller.token);
      expect({ what, request, status, body }).toMatchObject({ status: expected });
      if (status === 200) settle(answered.parse(body));
      await nameBindings(world);
    }
    for (const caller of callers) {
      const kinds = Object.keys(lists) as (keyof typeof lists)[];
      const expected = Object.fromEntries(
        kinds.map((kind) => [kind, visible(world, caller.id, kind)]),
      );
      expect(await seenBy(caller)).toEqual(expected);
    }
  };
  // On failure fast-check prints the seed, the path and the shortest sequence that fails.
  await fc.assert(fc.asyncProperty(steps, agrees), {
    numRuns: 40,
    interruptAfterTimeLimit: 20_000,
    endOnFailure: false,
  });
  expect(run).toBeGreaterThan(0);
});
