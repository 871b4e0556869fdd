// SPDX-License-Identifier: Apache-2.0
import type { Event } from '../../core/api/events.ts';
import { mostSubscriptions } from '../../core/api/subscriptions.ts';
import { Failure } from '../../core/errors.ts';
import { lineage, parseUidp, type Uidp } from '../../core/iam/uidp.ts';
import type { Consumer, Message } from '../../ports/topics/port.ts';
import { subscriptions } from '../../store/collections.ts';
import { find, select } from '../../store/kind.ts';
import type { Service } from '../service.ts';
import { sender } from './send.ts';

/** The topic of what is to be sent: one message for each event and subscription. */
export const deliveriesTopic = 'deliveries';

/** The attribute that says which subscription a message of that topic is for. */
const to = 'to';

/**
 * Tells whoever subscribed, at the event's group or above it. Each of them has a message of its own,
 * which comes again until it was taken, or is given up to the dead letters: one that does not answer
 * holds up nobody else, and nothing that happens here.
 */
export function notify(service: Service): Consumer {
  const send = sender(service);
  return async (message) => {
    const { [to]: id } = message.attributes;
    if (id === undefined) return passOn(service, message);
    const subscription = await find(service.documents, subscriptions, parseUidp(id, to));
    if (subscription !== undefined) await send(eventIn(message), subscription);
  };
}

async function passOn({ documents, topics }: Service, message: Message): Promise<void> {
  const { group, id, type } = eventIn(message);
  const found = await Promise.all(
    lineage(group).map((parent) =>
      select(documents, subscriptions, { where: { parent }, limit: mostSubscriptions }),
    ),
  );
  const each = (subscription: Uidp): Message => ({
    id: `${id}@${subscription}`,
    attributes: { type, [to]: subscription },
    data: message.data,
  });
  await Promise.all(
    found.flat().map((subscription) => topics.publish(deliveriesTopic, each(subscription.id))),
  );
}

/** The event that a message holds: nobody but us publishes there. */
function eventIn({ id, data }: Message): Event {
  try {
    return JSON.parse(Buffer.from(data).toString('utf8'));
  } catch (cause) {
    throw new Failure('INVALID_ARGUMENT', 'the message holds no event', { place: id, cause });
  }
}
