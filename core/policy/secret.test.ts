// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPolicyFile } from './document.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
const hidden = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (over: Record<string, unknown> = {}, meta: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'signer', namespace: 'cosign-system', ...meta },
  data: { 'cosign.pub': base64(pem) },
  ...over,
});
const read = (value: unknown) => readPolicyFile(JSON.stringify(value, null, 1));
const said = (value: unknown) =>
  read(value).faults.map(({ line, place, fault }) => `${line} ${place}: ${fault}`);

test('a Secret with a public key is taken, and written anew', () => {
  const { documents, faults } = readPolicyFile(
    `# password: hunter2\n${JSON.stringify(secret())}\n# hunter2\n`,
  );
  expect(faults).toEqual([]);
  expect(documents).toMatchObject([{ kind: 'Secret', name: 'signer', keys: pem }]);
  expect(documents[0]?.text).not.toContain('hunter2');
  const anew = documents.map((each) => ({ ...each, line: 1 }));
  expect(readPolicyFile(documents[0]?.text ?? '').documents).toEqual(anew);
});

test('a public key as plain text and several keys in one entry are taken', () => {
  const { documents } = read(secret({ data: undefined, stringData: { key: `${pem}\n${pem}` } }));
  expect(documents).toMatchObject([{ keys: `${pem}\n${pem}` }]);
});

const nothingElse = 'is not a PEM public key; nothing else may be in it';
test.each([
  ['in another namespace', secret({}, { namespace: 'default' })],
  ['without a namespace', secret({}, { namespace: undefined })],
  ['with a private key', secret({ data: { key: base64(hidden) } })],
  ['with a private key after the public one', secret({ data: { key: base64(pem + hidden) } })],
  ['with words beside the key', secret({ stringData: { key: `hunter2\n${pem}` }, data: {} })],
  [
    'with a header in the key',
    secret({ data: { key: base64(pem.replace('\n', '\nPass: x\n\n')) } }),
  ],
  ['with characters that are no base64', secret({ data: { key: `${base64(pem)} hunter2!` } })],
  ['with a password', secret({ stringData: { password: 'hunter2' }, data: undefined })],
  ['with two entries', secret({ stringData: { other: pem } })],
  ['with nothing in it', secret({ data: {} })],
  ['with annotations', secret({}, { annotations: { note: hidden } })],
  ['with a label that is none', secret({}, { labels: { note: hidden } })],
  ['of another type', secret({ type: 'kubernetes.io/dockerconfigjson' })],
  ['with a field that is none', secret({ dat: { key: hidden } })],
])('a Secret %s is refused, and what is in it is not shown', (_how, value) => {
  const { documents, faults } = read(value);
  expect(documents).toEqual([]);
  expect(faults).not.toEqual([]);
  const shown = JSON.stringify(faults);
  for (const line of [...hidden.trim().split('\n').slice(1, -1), 'hunter2', base64(hidden)]) {
    expect(shown).not.toContain(line);
  }
});

test('the entry at fault is told by its line; its name is not shown, which may be a value gone astray', () => {
  expect(said(secret({ data: { 'tls.key': base64(hidden) } }))).toEqual([`9 data: ${nothingElse}`]);
});

test('a private key where a policy wants a public one is refused and not shown', () => {
  const spec = { images: [{ glob: '**' }], authorities: [{ key: { data: hidden } }] };
  const [fault] = said({
    apiVersion: 'policy.sigstore.dev/v1beta1',
    kind: 'ClusterImagePolicy',
    metadata: { name: 'sample' },
    spec,
  });
  expect(fault).toContain('invalid value: a private key, not shown: spec.authorities[0].key.data');
});

test('however a Secret is mangled, no message holds what is in it', () => {
  const whole = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  namespace: cosign-system\nstringData:\n  a: hunter2hunter2\n  b: |\n    hunter2hunter2\n  c: "hunter2hunter2"\n`;
  const place = fc.nat({ max: whole.length });
  const piece = fc.constantFrom(
    ...'"\'|>&*!@`%:#-?{}[],\\\t\n',
    ': ',
    '\n---\n',
    '\n  ',
    '\\x',
    '',
  );
  fc.assert(
    fc.property(place, place, piece, (from, length, inserted) => {
      const text = whole.slice(0, from) + inserted + whole.slice(from + (length % 7));
      const { documents, faults, warnings } = readPolicyFile(text);
      expect(documents).toEqual([]);
      expect(JSON.stringify([faults, warnings])).not.toMatch(/nter2hun/);
    }),
    { numRuns: 2_000 },
  );
});
