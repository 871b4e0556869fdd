// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Found } from '../../core/evidence/evidence.ts';
import { verifyEvidence, verifyFound } from '../../core/evidence/verify.ts';
import { sigstoreEvidence } from '../fixtures/sigstore.ts';
import { altered, flip, inAnnotation, inBundle, type Json, parse } from './altered.ts';
import { byKey, keyless } from './demands.ts';

/** Seconds that one property may take; what it did not get to is left for the next run. */
const limit = { interruptAfterTimeLimit: 4_000, numRuns: 400, endOnFailure: true };

const bundles = ['v3-keyless-r2', 'v3-keyless-r1', 'v2-bundle-r2b', 'v3-att-r1'];
const layers = ['v2-keyless', 'v2-att', 'v2-att-intoto', 'v2-keyless-tsa'];

/** The base64 fields of a bundle that hold what is signed, or proves it. */
const fields = (bundle: Json): [Json, string][] => {
  const material = bundle['verificationMaterial'];
  const entry = material?.['tlogEntries']?.[0];
  const stamp = material?.['timestampVerificationData']?.['rfc3161Timestamps']?.[0];
  const places: [Json | undefined, string][] = [
    [bundle['dsseEnvelope'], 'payload'],
    [bundle['dsseEnvelope']?.['signatures']?.[0], 'sig'],
    [material?.['certificate'], 'rawBytes'],
    [entry, 'canonicalizedBody'],
    [entry?.['inclusionPromise'], 'signedEntryTimestamp'],
    [entry?.['inclusionProof'], 'rootHash'],
    [stamp, 'signedTimestamp'],
  ];
  return places.flatMap(([place, name]) =>
    place !== undefined && name in place ? [[place, name] as [Json, string]] : [],
  );
};

test('no bit of what a bundle signs or proves can be turned without refusal', () => {
  fc.assert(
    fc.property(fc.constantFrom(...bundles), fc.nat(), fc.nat(), (name, which, at) => {
      const evidence = altered(
        sigstoreEvidence(name),
        inBundle((bundle) => {
          const all = fields(bundle);
          const [place, field] = all[which % all.length] ?? [];
          if (place === undefined || field === undefined) throw new Error('no field');
          // The bytes of a timestamp that are not signed (its status, its certificates) prove nothing.
          const before = place[field] ?? '';
          place[field] = flip(before, field === 'signedTimestamp' ? -1 - (at % 64) : at);
        }),
      );
      expect(verifyEvidence(evidence, keyless)[0]?.outcome).toBe('rejected');
    }),
    limit,
  );
});

test('no bit of what a layer signs or proves can be turned without refusal', () => {
  const names = [
    'dev.cosignproject.cosign/signature',
    'dev.sigstore.cosign/certificate',
    'dev.sigstore.cosign/bundle',
  ];
  const change = (found: Found, which: number, at: number): Found => {
    if (found.kind !== 'layer') throw new Error('not a layer');
    const present = names.filter((name) => found.annotations[name]);
    const name = present[which % (present.length + 1)];
    if (name === undefined) return { ...found, payload: turned(found, at) };
    return inAnnotation(name, (text) => {
      if (name.endsWith('signature')) return flip(text, at);
      if (name.endsWith('certificate')) return inPem(text, at);
      const value = parse(text);
      const payload = value['Payload'];
      if (payload === undefined) throw new Error('no payload');
      if (at % 2 === 0) payload['body'] = flip(payload['body'] ?? '', at);
      else value['SignedEntryTimestamp'] = flip(value['SignedEntryTimestamp'] ?? '', at);
      return JSON.stringify(value);
    })(found);
  };
  fc.assert(
    fc.property(fc.constantFrom(...layers), fc.nat(), fc.nat(), (name, which, at) => {
      const evidence = altered(sigstoreEvidence(name), (found) => change(found, which, at));
      expect(verifyEvidence(evidence, keyless)[0]?.outcome).toBe('rejected');
    }),
    limit,
  );
});

test('whatever bytes are found, the answer is a rejection and never a throw', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const text = fc.oneof(fc.json(), fc.string(), fc.base64String());
  const annotations = fc.record({
    'dev.cosignproject.cosign/signature': text,
    'dev.sigstore.cosign/certificate': text,
    'dev.sigstore.cosign/bundle': text,
    'dev.sigstore.cosign/rfc3161timestamp': text,
  });
  const mediaType = fc.constantFrom(
    'application/vnd.dev.cosign.simplesigning.v1+json',
    'application/vnd.dsse.envelope.v1+json',
  );
  const found: fc.Arbitrary<Found> = fc.oneof(
    fc.record({
      kind: fc.constant('bundle' as const),
      digest: fc.constant(digest),
      bytes: fc.oneof(text.map(Buffer.from), fc.uint8Array()),
    }),
    fc.record({
      kind: fc.constant('layer' as const),
      use: fc.constantFrom('signature' as const, 'attestation' as const),
      digest: fc.constant(digest),
      mediaType,
      payload: text.map(Buffer.from),
      annotations,
    }),
  );
  fc.assert(
    fc.property(found, fc.constantFrom(keyless, byKey), (each, demand) => {
      expect(verifyFound(each, digest, demand).outcome).toBe('rejected');
    }),
    limit,
  );
});

test('a bundle in which any value is another never throws, and never names another signer', () => {
  const other = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.json().map((it) => JSON.parse(it)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...bundles), fc.nat(), other, (name, which, value) => {
      const evidence = sigstoreEvidence(name);
      const [real] = verifyEvidence(evidence, keyless);
      const changed = altered(
        evidence,
        inBundle((bundle) => replaceAt(bundle, which, value)),
      );
      const [outcome] = verifyEvidence(changed, keyless);
      if (outcome?.outcome !== 'verified' || real?.outcome !== 'verified') return;
      expect(outcome.signer).toEqual(real.signer);
      expect(outcome.statement).toEqual(real.statement);
    }),
    limit,
  );
});

/**
 * The layer's payload with one bit turned of what is signed: of a simple signing payload each bit is, of
 * an envelope the statement or the signature, since the names around them (`keyid`, say) prove nothing.
 */
function turned(found: Found & { kind: 'layer' }, at: number): Uint8Array {
  if (found.use === 'signature') {
    const payload = Buffer.from(found.payload);
    payload[at % payload.length] = (payload[at % payload.length] ?? 0) ^ 1;
    return payload;
  }
  const envelope = parse(found.payload);
  const [signature] = envelope['signatures'] ?? [];
  if (at % 2 === 0) envelope['payload'] = flip(envelope['payload'] ?? '', at);
  else if (signature) signature['sig'] = flip(signature['sig'] ?? '', at);
  return Buffer.from(JSON.stringify(envelope));
}

/** Puts the value in the place of the n-th of all values, counted in depth. */
function replaceAt(json: Json, which: number, value: Json): void {
  const places: [Json, string][] = [];
  const walk = (node: Json) => {
    if (typeof node !== 'object' || node === null) return;
    for (const name of Object.keys(node)) {
      places.push([node, name]);
      walk(node[name] ?? node);
    }
  };
  walk(json);
  const [place, name] = places[which % places.length] ?? [];
  if (place !== undefined && name !== undefined) place[name] = value;
}

function inPem(pem: string, at: number): string {
  return pem.replace(/(-----BEGIN CERTIFICATE-----)([^-]+)/, (_, begin, body) => {
    const bytes = flip(body.replace(/\s/g, ''), at);
    return `${begin}\n${bytes}\n`;
  });
}
