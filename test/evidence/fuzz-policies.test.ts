// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evidence } from '../../core/evidence/evidence.ts';
import { clusterImagePolicySpec } from '../../core/policy/cluster-image-policy.ts';
import { readPolicyFile } from '../../core/policy/document.ts';
import { openRegistry } from '../../registry/registry.ts';
import { type Blob, types } from '../fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../fixtures/registry/memory.ts';
import { asJson as answerJson, misbehave } from '../fixtures/registry/misdeeds.ts';
import { pushImage } from '../fixtures/registry/push.ts';
import { pushCase } from '../fixtures/registry/push-case.ts';
import { sigstoreEvidence, sigstoreFile } from '../fixtures/sigstore.ts';
import { altered, asJson, flip, inBundle } from './altered.ts';
import { decided } from './decided.ts';
import { trust } from './demands.ts';
import { names } from './expected.ts';

/** Milliseconds that one property may take; what it did not get to is left for the next run. */
const limit = { interruptAfterTimeLimit: 3_000, numRuns: 400, endOnFailure: true };

const signed = sigstoreEvidence('v3-keyless-r2');
const signer = { issuer: 'http://localhost:5580/gha', subject: names.gha.value };
const specOf = (authority: object) =>
  clusterImagePolicySpec.parse({ images: [{ glob: '**' }], authorities: [authority] });

/** A text with one character put in, taken out, or in another's place. */
const mutated = (text: string) =>
  fc
    .record({
      at: fc.nat(text.length - 1),
      cut: fc.nat(1),
      put: fc.oneof(fc.constant(''), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    })
    .map(({ at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut))
    .filter((other) => other !== text);

test('whoever is named with one character changed is somebody else', () => {
  expect(decided(specOf({ keyless: { identities: [signer] } }), signed, trust)).toBe('pass');
  const other = fc.oneof(
    mutated(signer.issuer).map((issuer) => ({ ...signer, issuer })),
    mutated(signer.subject).map((subject) => ({ ...signer, subject })),
  );
  fc.assert(
    fc.property(other, (identity) => {
      const outcome = decided(specOf({ keyless: { identities: [identity] } }), signed, trust);
      expect(['signed-by-somebody-else', 'policy-broken']).toContain(outcome);
    }),
    limit,
  );
});

test('a key with one bit turned is another key, or none', () => {
  const byKey = sigstoreEvidence('v3-key-r2');
  const pem = sigstoreFile('k.pub');
  expect(decided(specOf({ key: { data: pem } }), byKey, trust)).toBe('pass');
  fc.assert(
    fc.property(fc.nat(), (at) => {
      const data = pem.replace(/(-----\n)([^-]+)/, (_, begin, body) => {
        return `${begin}${flip(body.replace(/\s/g, ''), at)}\n`;
      });
      expect(['signed-by-somebody-else', 'policy-broken']).toContain(
        decided(specOf({ key: { data } }), byKey, trust),
      );
    }),
    limit,
  );
});

const walkthrough = readFileSync(
  new URL('../story/files/sample-policy.yaml', import.meta.url),
  'utf8',
);
const rich = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: rich}
spec:
  mode: enforce
  images:
  - glob: "**"
  match:
  - {resource: pods, version: v1, selector: {matchLabels: {tier: front}}}
  authorities:
  - name: ours
    keyless:
      url: https://fulcio.sigstore.dev
      identities:
      - issuer: ${signer.issuer}
        subjectRegExp: https://github\\.com/acme/.*
    ctlog: {url: https://rekor.sigstore.dev}
    rfc3161timestamp: {}
    signatureFormat: bundle
  - name: key
    key:
      hashAlgorithm: sha256
      data: |
        ${sigstoreFile('k.pub').trim().replaceAll('\n', '\n        ')}
`;

/** Nothing that counts: the signature with one bit turned, and a signature of another image. */
const worthless: Evidence[] = [
  altered(
    signed,
    inBundle((bundle) => {
      const signature = asJson(bundle['dsseEnvelope']?.['signatures']?.[0]);
      signature['sig'] = flip(signature['sig'] ?? '');
    }),
  ),
  { ...signed, digest: `sha256:${'0'.repeat(64)}` },
];

/** The text with a line left out, twice, elsewhere, or moved in or out. */
const rearranged = (text: string) =>
  fc
    .tuple(fc.nat(), fc.nat(), fc.constantFrom('out', 'twice', 'moved', 'in', 'back'))
    .map((drawn) => {
      const [from, to, how] = drawn;
      const lines = text.split('\n');
      const [line = ''] = lines.splice(from % lines.length, 1);
      if (how === 'twice') lines.splice(from % (lines.length + 1), 0, line, line);
      if (how === 'moved') lines.splice(to % (lines.length + 1), 0, line);
      if (how === 'in') lines.splice(from % (lines.length + 1), 0, `  ${line}`);
      if (how === 'back') lines.splice(from % (lines.length + 1), 0, line.replace(/^ {2}/, ''));
      return lines.join('\n');
    });

test('no change of a policy’s text crashes, hangs, or makes a pass of what does not verify', () => {
  const base = fc.constantFrom(walkthrough, rich);
  const once = base.chain((text) => fc.oneof(mutated(text), rearranged(text)));
  const changed = fc.oneof(once, once.chain(rearranged), once.chain(mutated));
  const count = { read: 0 };
  fc.assert(
    fc.property(changed, (text) => {
      const documents = readPolicyFile(text).documents;
      if (documents.length > 0) count.read += 1;
      for (const document of documents) {
        if (document.kind !== 'ClusterImagePolicy') continue;
        for (const evidence of worthless) {
          expect(decided(document.spec, evidence, trust)).not.toBe('pass');
        }
      }
    }),
    { ...limit, examples: [[walkthrough], [rich]] },
  );
  expect(count.read).toBeGreaterThan(0);
});

let memory: MemoryRegistry;
let image: Blob;
let unsigned: Blob;
let text: string;
beforeAll(async () => {
  memory = await memoryRegistry();
  image = await pushCase(`${memory.url}/v2/app`, 'v2-keyless');
  unsigned = await pushImage(`${memory.url}/v2/app`, 'unsigned');
  const tag = `${image.digest.replace(':', '-')}.sig`;
  text = await (await fetch(`${memory.url}/v2/app/manifests/${tag}`)).text();
});
afterAll(() => memory.close());

test('no change of a signature’s manifest crashes, or makes it that of somebody else or of another image', async () => {
  const anybody = specOf({ keyless: {} });
  const nobody = specOf({ keyless: { identities: [signer] } });
  const changed = fc.oneof(fc.constant(text), mutated(text), mutated(text).chain(mutated));
  await fc.assert(
    fc.asyncProperty(changed, async (manifest) => {
      misbehave(memory, '.sig', (response) => answerJson(response, manifest, types.manifest));
      const registry = openRegistry({ reach: 'private' });
      const collect = ({ digest }: Blob) =>
        registry.collect(
          { digest, repository: `${memory.host}/app`, tagPrefix: '' },
          async () => undefined,
        );
      expect(decided(nobody, await collect(image), trust)).not.toBe('pass');
      expect(decided(anybody, await collect(unsigned), trust)).not.toBe('pass');
      registry.close();
    }),
    limit,
  );
});
