// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import * as groupApi from '../../core/api/groups.ts';
import * as policyApi from '../../core/api/policies.ts';
import { parseUidp, type Uidp } from '../../core/iam/uidp.ts';
import type { Consumer, Message } from '../../ports/topics/port.ts';
import { desired } from '../../store/collections.ts';
import { desiredStates, settle } from '../../store/desired.ts';
import { below, select, stored } from '../../store/kind.ts';
import { removeVersions } from '../../store/versions.ts';
import type { Service } from '../service.ts';

/** The topic on which what one message leaves over is passed on. */
export const fanoutTopic = 'fanout';

/** How many groups one message is for. */
const most = 200;

/** What a message of this type is about the rest of the groups below one. */
const rest = 'fanout.rest';

/** What an event means: for the groups at and below its own, or for that one, which is gone or has a cluster. */
const meanings: ReadonlyMap<string | undefined, 'below' | 'gone' | 'joined'> = new Map([
  [policyApi.createPolicy.event, 'below'],
  [policyApi.updatePolicy.event, 'below'],
  [policyApi.deletePolicy.event, 'below'],
  [policyApi.activatePolicyVersion.event, 'below'],
  [rest, 'below'],
  [groupApi.deleteGroup.event, 'gone'],
  ['dev.chainguard.api.tenant.cluster.created.v1', 'joined'],
]);

/**
 * Brings what clusters should have up to date after a change: of every group at or below it that has
 * clusters. The versions of a policy that was deleted go with it. A message says where to look, never what is there, so one that comes twice, late or out of
 * order does no harm.
 */
export function fanout({ documents, topics }: Pick<Service, 'documents' | 'topics'>): Consumer {
  const desiredOf = desiredStates(documents);
  return async ({ attributes }) => {
    const meaning = meanings.get(attributes['type']);
    if (meaning === undefined) return;
    const group = parseUidp(attributes['group'] ?? '', 'group');
    if (attributes['type'] === policyApi.deletePolicy.event) {
      await removeVersions(documents, parseUidp(attributes['subject'] ?? '', 'subject'));
    }
    if (meaning === 'gone') return settle(documents, [group]);
    // What a group should have is no other for one cluster more.
    if (meaning === 'joined') return void (await desiredOf(group));
    const { after } = attributes;
    const range = { ...below(group), ...(after === undefined ? {} : { after }) };
    const page = await select(documents, desired, { ...range, limit: most });
    const last = page.at(-1);
    const all = page.map((each) => each.group);
    const passedOn =
      last !== undefined &&
      page.length === most &&
      topics.publish(fanoutTopic, restOf(group, last.group));
    await Promise.all([settle(documents, all), passedOn]);
  };
}

const restOf = (group: Uidp, last: Uidp): Message => ({
  id: randomUUID(),
  attributes: { type: rest, group, after: stored(last) },
  data: new Uint8Array(),
});
