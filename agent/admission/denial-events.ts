// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { asFailure, type Failure } from '../../core/errors.ts';
import { type Kube, resources } from '../kube.ts';
import { metadataOf } from './metadata.ts';
import type { Answered } from './server.ts';

/** The longest note that Kubernetes takes, in bytes. */
const longest = 1_024;
/** The same denial of the same object is told once in that time, in milliseconds. */
const once = 60_000;
/** So many events are under way at most: nobody waits for them, and they are the first to be left out. */
const most = 16;

/**
 * Tells denials as Events: of the object, or, since what is not created cannot be looked at, of the
 * controller that wanted to create it.
 */
export function denialEvents(kube: Kube, identity: string, troubled: (failure: Failure) => void) {
  const told = new LRUCache<string, true>({ max: 2_000, ttl: once });
  let underWay = 0;
  return ({ request, answer }: Answered): void => {
    if (answer.allowed || answer.code !== 400 || request.dryRun === true) return;
    const regarding = regarded(request);
    if (regarding === undefined) return;
    const note = shortened(answer.message);
    const key = JSON.stringify([regarding, note]);
    if (told.has(key) || underWay >= most) return;
    told.set(key, true);
    underWay += 1;
    const event = {
      metadata: { name: eventName(regarding.name), namespace: request.namespace },
      eventTime: new Date().toISOString().replace('Z', '000Z'),
      type: 'Warning',
      reason: 'Denied',
      action: 'Admission',
      reportingController: 'chainguard.dev/enforce',
      reportingInstance: identity.slice(0, 128),
      regarding,
      note,
    };
    kube
      .create(resources.events, event)
      .catch((error: unknown) => troubled(asFailure(error)))
      .finally(() => {
        underWay -= 1;
      });
  };
}

function regarded({ kind, name, namespace, operation, object }: Answered['request']) {
  if (namespace === '') return undefined;
  const { uid, owner } = metadataOf(object);
  if (operation === 'CREATE' && owner !== undefined) {
    const { apiVersion, kind: ownerKind, name: ownerName, uid: ownerUid } = owner;
    return { apiVersion, kind: ownerKind, name: ownerName, uid: ownerUid, namespace };
  }
  if (name === '') return undefined;
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  return { apiVersion, kind: kind.kind, name, namespace, ...(uid ? { uid } : {}) };
}

const eventName = (name: string): string =>
  `${name.slice(0, 200).replace(/[-.]+$/, '')}.${randomBytes(8).toString('hex')}`;

function shortened(message: string): string {
  if (Buffer.byteLength(message) <= longest) return message;
  const bytes = Buffer.from(message).subarray(0, longest - 4);
  return `${bytes.toString('utf8').replace(/\uFFFD+$/, '')}…`;
}
