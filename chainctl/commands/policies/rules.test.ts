// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Typist, typistAnywhere } from '../../../test/fixtures/chainctl/typist.ts';
import { type MemoryRegistry, memoryRegistry } from '../../../test/fixtures/registry/memory.ts';
import { pushCase } from '../../../test/fixtures/registry/push-case.ts';
import { sigstoreFile } from '../../../test/fixtures/sigstore.ts';

const root = fileURLToPath(
  new URL('../../../test/fixtures/sigstore/trusted_root.json', import.meta.url),
);
const attested = 'v3-att-r1';
let registry: MemoryRegistry;
let ada: Typist;
let image: string;
beforeAll(async () => {
  registry = await memoryRegistry();
  ada = await typistAnywhere();
  await pushCase(`${registry.url}/v2/${attested}`, attested);
  image = `${registry.host}/${attested}@${JSON.parse(sigstoreFile(`${attested}/index.json`)).image}`;
});
afterAll(async () => {
  await ada.leave();
  await registry.close();
});

/** A policy that wants provenance with this builder, and this rule besides. */
const policy = (builder: string, whole: string) => `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: built
spec:
  images:
  - glob: "**"
  authorities:
  - name: builders
    keyless:
      identities:
      - issuerRegExp: .*
        subjectRegExp: .*
    attestations:
    - name: provenance
      predicateType: https://slsa.dev/provenance/v1
      policy:
        type: rego
        data: |
          package sigstore

          isCompliant[result] {
            id := input.predicate.runDetails.builder.id
            result := {"result": id == "${builder}", "error": sprintf("%s built it", [id])}
          }
  policy:
    type: rego
    includeSpec: true
    data: |
      package sigstore

      isCompliant {
        ${whole}
      }
`;
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  hostNetwork: true
  containers:
  - name: app
    image: IMAGE
`;
async function decide(builder: string, whole = 'input.authorityMatches.builders') {
  const file = await ada.file('policy.yaml', policy(builder, whole));
  const resource = await ada.file('pod.yaml', pod.replace('IMAGE', image));
  const ask = ['policies', 'test', '-f', file, '--resource', resource, '--trusted-root', root];
  return ada.type(ask);
}

test('what real cosign attested is let pass by a rule that it complies with', async () => {
  const { code, err } = await decide('https://b');
  expect(code, err).toBe(0);
});

test('and is denied by one that it does not, which says what it holds', async () => {
  const { code, out } = await decide('https://c');
  expect(code).toBe(1);
  expect(out).toContain(
    'failed evaluating rego policy for type provenance: policy is not compliant',
  );
  expect(out).toContain('with errors: https://b built it');
});

test('a rule on the whole policy looks at the object that wants to run it', async () => {
  expect((await decide('https://b', 'input.spec.hostNetwork')).code).toBe(0);
  const { code, out } = await decide('https://b', 'not input.spec.hostNetwork');
  expect(code).toBe(1);
  expect(out).toContain('failed evaluating rego policy for type ClusterImagePolicy');
});

test('validate tells a fault of a rule at its line and column', async () => {
  const file = await ada.file('wrong.yaml', policy('https://b', 'http.send({})'));
  const { err, out } = await ada.type(['policies', 'validate', '-f', file]);
  expect(err + out).toContain(`${file}:33:9: `);
  expect(err + out).toContain('there is no function http.send here: such a policy denies');
});
