// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import * as groupApi from '../../core/api/groups.ts';
import * as policyApi from '../../core/api/policies.ts';
import { parseUidp, type Uidp } from '../../core/iam/uidp.ts';
import type { Consumer, Message } from '../../ports/topics/port.ts';
import { desired } from '../../store/collections.ts';
import { settle } from '../../store/desired.ts';
import { below, select, stored } from '../../store/kind.ts';
import type { Service } from '../service.ts';

/** The topic on which what one message leaves over is passed on. */
export const fanoutTopic = 'fanout';

/** How many groups one message is for. */
const most = 200;

/** What a message of this type is about the rest of the groups below one. */
const rest = 'fanout.rest';

/** How far an event reaches: the groups at and below its own, or that alone. */
const reaching: ReadonlyMap<string | undefined, 'below' | 'here'> = new Map([
  [policyApi.createPolicy.event, 'below'],
  [policyApi.updatePolicy.event, 'below'],
  [policyApi.deletePolicy.event, 'below'],
  [policyApi.activatePolicyVersion.event, 'below'],
  [rest, 'below'],
  [groupApi.deleteGroup.event, 'here'],
  ['dev.chainguard.api.tenant.cluster.created.v1', 'here'],
]);

/**
 * Brings what clusters should have up to date after a change: of every group at or below it that has
 * clusters. A message says where to look, never what is there, so one that comes twice, late or out of
 * order does no harm.
 */
export const fanout =
  ({ documents, topics }: Pick<Service, 'documents' | 'topics'>): Consumer =>
  async ({ attributes }) => {
    const reach = reaching.get(attributes['type']);
    if (reach === undefined) return;
    const group = parseUidp(attributes['group'] ?? '', 'group');
    if (reach === 'here') return settle(documents, [group]);
    const { after } = attributes;
    const range = { ...below(group), ...(after === undefined ? {} : { after }) };
    const page = await select(documents, desired, { ...range, limit: most });
    const last = page.at(-1);
    await Promise.all([
      settle(
        documents,
        page.map((each) => each.group),
      ),
      last !== undefined &&
        page.length === most &&
        topics.publish(fanoutTopic, restOf(group, last.group)),
    ]);
  };

const restOf = (group: Uidp, last: Uidp): Message => ({
  id: randomUUID(),
  attributes: { type: rest, group, after: stored(last) },
  data: new Uint8Array(),
});
