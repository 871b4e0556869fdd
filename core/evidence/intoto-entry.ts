// SPDX-License-Identifier: Apache-2.0
import { verify } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { json } from '@sigstore/core';
import * as z from 'zod';
import { later } from '../later.ts';
import { orRefuse, Refusal } from './refusal.ts';
import type { SignedContent } from './signed-content.ts';
import type { Log } from './trust.ts';

const body = later(() => {
  const hash = z.object({
    algorithm: z.literal('sha256'),
    value: z.hex().transform((text) => Buffer.from(text, 'hex')),
  });
  return z.object({
    kind: z.literal('intoto'),
    apiVersion: z.literal('0.0.1'),
    spec: z.object({ content: z.object({ hash, payloadHash: hash.optional() }) }),
  });
});

/**
 * Verifies an entry of kind intoto/0.0.1, which `@sigstore/verify` does not know: the log's promise (SET)
 * over the entry, and that the entry is of this envelope, of which it holds the digest and no signature.
 * @throws Refusal `log-entry-invalid`
 */
export function verifyIntotoEntry(
  entry: TransparencyLogEntry,
  content: SignedContent,
  logs: Log[],
): void {
  const promise = entry.inclusionPromise?.signedEntryTimestamp;
  const at = new Date(Number(entry.integratedTime) * 1000);
  const promised = JSON.stringify({
    body: entry.canonicalizedBody.toString('base64'),
    integratedTime: Number(entry.integratedTime),
    logIndex: Number(entry.logIndex),
    logID: entry.logId.keyId.toString('hex'),
  });
  const bytes = Buffer.from(json.canonicalize(JSON.parse(promised)));
  const holds = logs.some(
    ({ logID, publicKey, validFor }) =>
      promise !== undefined &&
      logID.equals(entry.logId.keyId) &&
      validFor.start <= at &&
      at <= validFor.end &&
      verify('sha256', bytes, publicKey, promise),
  );
  if (!holds)
    throw new Refusal('log-entry-invalid', 'the log never promised to include this entry');
  const { payloadHash, ...envelope } = orRefuse(
    'log-entry-invalid',
    'the log entry cannot be read',
    () => body().parse(JSON.parse(entry.canonicalizedBody.toString('utf8'))).spec.content,
  );
  if (content.isEnvelopeDigest === undefined) {
    const message =
      'an entry of kind intoto/0.0.1 can be held only against an envelope as it was stored';
    throw new Refusal('unsupported', message, { step: 'log' });
  }
  const matches =
    content.isEnvelopeDigest(envelope.hash.value) &&
    (payloadHash === undefined || content.isPayloadDigest(payloadHash.value));
  if (!matches) throw new Refusal('log-entry-invalid', 'the log entry is of another envelope');
}
