// SPDX-License-Identifier: Apache-2.0
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { json } from '@sigstore/core';
import { expect, test } from 'vitest';
import type { Demand } from '../../core/evidence/demand.ts';
import type { Found } from '../../core/evidence/evidence.ts';
import { keyId, publicKeysOf } from '../../core/evidence/public-key.ts';
import type { Trust } from '../../core/evidence/trust.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import { signedLayer, simpleSigning } from './signed.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();
const [log, signer] = [ec(), ec()];
const validFor = { start: new Date(0), end: new Date('2100-01-01') };
const trust: Trust = {
  certificateAuthorities: [],
  material: {
    certificateAuthorities: [],
    timestampAuthorities: [],
    ctlogs: [],
    tlogs: [
      {
        baseURL: 'https://log.example',
        logID: Buffer.from(keyId(log.publicKey), 'hex'),
        publicKey: log.publicKey,
        validFor,
      },
    ],
  },
};
const demand: Demand = {
  signer: { kind: 'key', keys: publicKeysOf(pem(signer.publicKey)) },
  log: { mode: 'required', trust },
  timestamp: { mode: 'ignored' },
};

/** A signature by the signer, with an entry that the log promised, in which somebody is named. */
function logged(named: KeyObject): Found {
  const payload = simpleSigning(digest);
  const layer = signedLayer(payload, signer.privateKey, 'sha256');
  if (layer.kind !== 'layer') throw new Error('not a layer');
  const content = layer.annotations['dev.cosignproject.cosign/signature'];
  const value = createHash('sha256').update(payload).digest('hex');
  const publicKey = { content: Buffer.from(pem(named)).toString('base64') };
  const spec = {
    data: { hash: { algorithm: 'sha256', value } },
    signature: { content, publicKey },
  };
  const entry = { apiVersion: '0.0.1', kind: 'hashedrekord', spec };
  const Payload = {
    body: Buffer.from(JSON.stringify(entry)).toString('base64'),
    integratedTime: 1_700_000_000,
    logIndex: 7,
    logID: keyId(log.publicKey),
  };
  const promise = sign('sha256', Buffer.from(json.canonicalize(Payload)), log.privateKey);
  const bundle = { SignedEntryTimestamp: promise.toString('base64'), Payload };
  const annotations = {
    ...layer.annotations,
    'dev.sigstore.cosign/bundle': JSON.stringify(bundle),
  };
  return { ...layer, annotations };
}

test('a log entry counts where it names the signer', () => {
  expect(verifyFound(logged(signer.publicKey), digest, demand)).toMatchObject({
    outcome: 'verified',
    times: [{ source: 'log', at: new Date(1_700_000_000_000) }],
  });
});

test('a log entry of the same signature in another’s name is refused', () => {
  const other = ec().publicKey;
  expect(verifyFound(logged(other), digest, demand)).toMatchObject({
    reason: 'log-entry-invalid',
    message: 'the log entry names another signer',
    expected: keyId(signer.publicKey),
    got: keyId(other),
  });
});
