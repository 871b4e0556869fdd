// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { Failure } from '../../core/errors.ts';
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import type { Trust } from '../../core/evidence/trust.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import type { Fetch } from '../../registry/wire/fetch.ts';
import type { Identity } from '../build.ts';

/** The largest signature that is looked at, in bytes. */
const largest = 1_000_000;

/** The sigstore bundle that lies beside a download. @throws Failure UNAVAILABLE, FAILED_PRECONDITION */
export async function signatureAt(fetch: Fetch, url: string): Promise<Uint8Array> {
  const place = `${url}.sigstore.json`;
  const answer = await fetch(place, { signal: AbortSignal.timeout(30_000) }).catch(
    (cause: unknown) => {
      if (cause instanceof Failure) throw cause;
      throw new Failure('UNAVAILABLE', `${place} does not answer`, { cause });
    },
  );
  if (!answer.ok) throw unsigned(`${place} answered with status ${answer.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > largest) throw unsigned(`${place} is larger than ${largest} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * Demands that the bundle holds a signature of these very bytes (their SHA-256, in hex) by the
 * identity, with a certificate and a log entry that the trust root vouches for.
 * @throws Failure FAILED_PRECONDITION
 */
export async function demandSignature(
  bundle: Uint8Array,
  sha256: string,
  { issuer, subject }: Identity,
  trust: Trust = publicGoodTrust(),
): Promise<void> {
  const digest = `sha256:${hash('sha256', bundle)}`;
  const found = { kind: 'bundle', digest, bytes: bundle } as const;
  const result = verifyFound(found, `sha256:${sha256}`, {
    signer: { kind: 'keyless', ca: trust, ignoreSct: false },
    log: { mode: 'required', trust },
    timestamp: { mode: 'accepted', trust },
  });
  if (result.outcome === 'rejected') throw unsigned(result.message);
  const { signer } = result;
  const names = signer.kind === 'keyless' ? signer.subjects.map(({ value }) => value) : [];
  if (signer.kind === 'keyless' && signer.issuer === issuer && names.includes(subject)) return;
  throw unsigned(`${names.join(', ') || 'somebody'} signed it, and not ${subject}`);
}

const unsigned = (why: string): Failure =>
  new Failure('FAILED_PRECONDITION', `what is offered is not signed as it should be: ${why}`, {
    place: 'the signature',
    next: 'ask whoever runs the platform who signs it; nothing was replaced',
  });
