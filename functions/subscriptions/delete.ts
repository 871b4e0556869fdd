// SPDX-License-Identifier: Apache-2.0
import type { deleteSubscription } from '../../core/api/subscriptions.ts';
import { change } from '../../store/change.ts';
import { subscriptions } from '../../store/collections.ts';
import { at, find } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

const type = 'dev.chainguard.api.events.subscription.deleted.v1';

/** Ends a subscription. */
export const remove: Handler<typeof deleteSubscription> = ({ id }, { service, author }) =>
  change(service, author, type, async (transaction, record) => {
    const there = await find(transaction, subscriptions, id);
    if (there === undefined) throw absent(id);
    transaction.delete(at(subscriptions, id));
    record(id, there.group, {});
    return {};
  });
