// SPDX-License-Identifier: Apache-2.0
import type { Event } from '../../core/api/events.ts';
import { validationChanged } from '../../core/policy/changed.ts';

/** What is sent of an event: headers and a body. */
export interface Sent {
  headers: { [name: string]: string };
  body: string;
}

/** What agents report, with the field of its body that says which image it is about. */
const ofAgents: ReadonlyMap<string, string> = new Map([[validationChanged, 'image_id']]);

/**
 * The event in binary mode (CloudEvents 1.0, HTTP protocol binding §3.1). Who did it is said; from which
 * address is not. What a cluster's agent reports comes from the cluster and is about an image.
 */
export function cloudEvent(
  { id, type, time, subject, group, actor, body }: Event,
  issuer: string,
): Sent {
  const field = ofAgents.get(type);
  const about = field === undefined ? subject : body[field];
  const attributes = {
    specversion: '1.0',
    id,
    type,
    time,
    source: field === undefined ? issuer : `k8s://${actor.subject}`,
    subject: typeof about === 'string' ? about : subject,
    group,
    audience: 'customer',
    ...(field === undefined ? {} : { cluster: actor.subject }),
  };
  const headers = Object.entries(attributes).map(([name, value]) => [
    `ce-${name}`,
    inHeader(value),
  ]);
  return { headers: Object.fromEntries(headers), body: JSON.stringify({ actor, body }) };
}

/** The value as a header takes it (§3.1.3.2): all but printable ASCII is escaped, and `"` and `%`. */
export const inHeader = (value: string): string =>
  value
    .toWellFormed()
    .replaceAll(/[^\u0021-\u007e]|["%]/gu, (letter) =>
      [...Buffer.from(letter)]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
        .join(''),
    );
