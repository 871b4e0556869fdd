// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Demand } from '../../core/evidence/demand.ts';
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import { publicKeysOf } from '../../core/evidence/public-key.ts';
import { parseTrustedRoot, type Trust } from '../../core/evidence/trust.ts';
import { verifyEvidence } from '../../core/evidence/verify.ts';
import { sigstoreEvidence, sigstoreFile } from '../fixtures/sigstore.ts';
import { byKey, keyless, trust } from './demands.ts';

const outcome = (name: string, demand: Demand) => verifyEvidence(sigstoreEvidence(name), demand)[0];
/** The demand with another trust root in every place. */
const trusting = (root: Trust): Demand => ({
  signer: { ...keyless.signer, ca: root },
  log: { mode: 'required', trust: root },
  timestamp: { mode: 'accepted', trust: root },
});
const withMaterial = (material: Partial<Trust['material']>): Trust => ({
  ...trust,
  material: { ...trust.material, ...material },
});
const { publicKey: foreign } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const past = { start: new Date(0), end: new Date('2001-01-01') };

describe.each(['v3-keyless-r2', 'v3-keyless-r1tsa', 'v2-keyless', 'v2-att-intoto'])(
  '%s',
  (name) => {
    const demand = (material: Partial<Trust['material']>) => trusting(withMaterial(material));

    test('is nothing to a trust root that knows none of its authorities', () => {
      expect(outcome(name, trusting(publicGoodTrust()))).toMatchObject({
        reason: 'log-entry-missing',
      });
    });

    test('is refused where another authority issues certificates, or this one no longer does', () => {
      const { certificateAuthorities } = publicGoodTrust().material;
      expect(outcome(name, demand({ certificateAuthorities }))).toMatchObject({
        reason: 'certificate-invalid',
      });
      const expired = trust.material.certificateAuthorities.map((each) => ({
        ...each,
        validFor: past,
      }));
      expect(outcome(name, demand({ certificateAuthorities: expired }))).toMatchObject({
        reason: 'certificate-invalid',
      });
    });

    test('is refused where the log has another key', () => {
      const tlogs = trust.material.tlogs.map((log) => ({ ...log, publicKey: foreign }));
      expect(outcome(name, demand({ tlogs }))).toMatchObject({ reason: 'log-entry-invalid' });
    });

    test('is refused where no CT log holds its certificate, unless SCTs are ignored', () => {
      for (const ctlogs of [
        [],
        trust.material.ctlogs.map((log) => ({ ...log, publicKey: foreign })),
      ]) {
        const strict = demand({ ctlogs });
        expect(outcome(name, strict)).toMatchObject({ reason: 'sct-invalid' });
        const ca = withMaterial({ ctlogs });
        const ignoring: Demand = { ...strict, signer: { kind: 'keyless', ca, ignoreSct: true } };
        expect(outcome(name, ignoring)).toMatchObject({ outcome: 'verified' });
      }
    });
  },
);

test('a log’s promise made outside the time of its key is refused', () => {
  const tlogs = trust.material.tlogs.map((log) => ({ ...log, validFor: past }));
  expect(outcome('v2-keyless', trusting(withMaterial({ tlogs })))).toMatchObject({
    reason: 'log-entry-invalid',
  });
  expect(outcome('v2-att-intoto', trusting(withMaterial({ tlogs })))).toMatchObject({
    reason: 'log-entry-invalid',
  });
});

test('a timestamp proves nothing where its authority is unknown, expired, or has another name', () => {
  const { timestampAuthorities } = trust.material;
  expect(
    outcome('v3-keyless-r2', trusting(withMaterial({ timestampAuthorities: [] }))),
  ).toMatchObject({ reason: 'time-unproven' });
  const expired = timestampAuthorities.map((each) => ({ ...each, validFor: past }));
  expect(
    outcome('v3-keyless-r2', trusting(withMaterial({ timestampAuthorities: expired }))),
  ).toMatchObject({ reason: 'timestamp-invalid' });
});

test('an unknown authority’s timestamp beside a log’s promise spoils nothing, unless one is required', () => {
  const none = withMaterial({ timestampAuthorities: [] });
  const accepting: Demand = { ...keyless, timestamp: { mode: 'accepted', trust: none } };
  expect(outcome('v3-keyless-r1tsa', accepting)).toMatchObject({ outcome: 'verified' });
  const requiring: Demand = { ...keyless, timestamp: { mode: 'required', trust: none } };
  expect(outcome('v3-keyless-r1tsa', requiring)).toMatchObject({ reason: 'timestamp-missing' });
});

test('a key that is not the policy’s is named where the carrier names it', () => {
  const keys = publicKeysOf(foreign.export({ format: 'pem', type: 'spki' }).toString());
  const demand: Demand = { ...byKey, signer: { kind: 'key', keys }, log: { mode: 'ignored' } };
  const [own] = publicKeysOf(sigstoreFile('k.pub'));
  for (const name of ['v3-key-r2', 'v3-key-none', 'v2-key']) {
    expect(outcome(name, demand)).toMatchObject({
      reason: 'other-key',
      expected: keys[0]?.id,
      got: own?.id,
      claimed: { kind: 'key', keyId: own?.id },
    });
  }
  expect(outcome('v2-key-notlog', demand)).toMatchObject({ reason: 'other-key' });
});

test('a trust root whose log’s key has no beginning is refused, and so is what is none', () => {
  const text = sigstoreFile('trusted_root.json');
  const endless = text.replace(/"validFor":\s*\{\s*"start":\s*"[^"]+"\s*\}/g, '"validFor":{}');
  expect(endless).not.toBe(text);
  expect(() => parseTrustedRoot(endless)).toThrow('does not say since when its key is valid');
  expect(() => parseTrustedRoot('{}')).toThrow();
});
