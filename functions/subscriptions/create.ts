// SPDX-License-Identifier: Apache-2.0
import {
  type createSubscription,
  mostSubscriptions,
  subscription,
} from '../../core/api/subscriptions.ts';
import { Failure } from '../../core/errors.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import { checkSink } from '../../registry/wire/sink.ts';
import { change } from '../../store/change.ts';
import { groups, subscriptions } from '../../store/collections.ts';
import { find, select, create as write } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

const type = 'dev.chainguard.api.events.subscription.created.v1';

/** Begins a subscription. The trail names its host alone: the rest of a URL is often a secret. */
export const create: Handler<typeof createSubscription> = (request, { service, author }) => {
  const { parent: group } = request;
  const { sink } = request.subscription;
  checkSink(new URL(sink), service.development === undefined ? 'public' : 'private');
  return change(service, author, type, async (transaction, record, now) => {
    if ((await find(transaction, groups, group)) === undefined) throw absent(group);
    const query = { where: { parent: group }, limit: mostSubscriptions };
    const there = await select(transaction, subscriptions, query);
    if (there.length === mostSubscriptions) throw tooMany(group);
    const made = { id: newChild(group), group, parent: group, sink, createdAt: now };
    write(transaction, subscriptions, made.id, made);
    record(made.id, group, { host: new URL(sink).host });
    return subscription.parse(made);
  });
};

const tooMany = (group: Uidp): Failure =>
  new Failure('RESOURCE_EXHAUSTED', `a group may have ${mostSubscriptions} subscriptions`, {
    place: 'parent',
    next: `chainctl events subscriptions list ${group}`,
  });
