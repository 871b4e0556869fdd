// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { clusterImagePolicySpec } from './cluster-image-policy.ts';
import { defaulted } from './defaulted.ts';
import { lint } from './lint.ts';

const pem = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'pem', type: 'spki' });
const glob = (text: string) => ({ images: [{ glob: text }] });
const authority = (fields: unknown) => ({ authorities: [fields] });
const identity = (fields: unknown) => authority({ keyless: { identities: [fields] } });
const warnings = (spec: unknown): string[] =>
  lint(defaulted(clusterImagePolicySpec.parse(spec))).map(
    ({ place, fault }) => `${place}: ${fault}`,
  );

test.each([
  [glob('ttl.sh/*'), '"ttl.sh/**" covers all of ttl.sh'],
  [glob('localhost:5000/*'), '"localhost:5000/**" covers all of localhost:5000'],
  [glob('index.docker.io/*'), 'covers nothing: names there have two segments at least'],
  [glob('docker.io/library/*'), 'write that'],
  [glob('ghcr.io/acme/app:v1'), '"ghcr.io/acme/app" covers them all'],
  [glob('ghcr.io/acme/app*'), 'such as ghcr.io/acme/app-evil'],
  [{ match: [{ resource: 'pods' }] }, 'spec.match[0]: without a version it matches nothing'],
  [{ match: [{ version: 'v1' }] }, 'without a resource it matches nothing'],
  [{ match: [{ resource: 'deployments', version: 'v1' }] }, 'write group: "apps"'],
  [
    {
      match: [
        {
          resource: 'pods',
          version: 'v1',
          selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] },
        },
      ],
    },
    'a selector knows no operator Is: such a policy denies what it covers',
  ],
  [
    authority({ key: { data: pem('secp256k1') } }),
    'spec.authorities[0].key.data: a key is neither ECDSA (P-256, P-384, P-521), RSA nor Ed25519',
  ],
  [authority({ keyless: {} }), 'spec.authorities[0].keyless.identities: nobody is named'],
  [authority({ keyless: { insecureIgnoreSCT: true } }), 'that no log has seen are believed'],
  [authority({ keyless: { 'ca-cert': {} } }), 'name a TrustRoot in trustRootRef'],
  [authority({ signatureFormat: 'bundel' }), '"bundel" is neither legacy nor bundle'],
  [authority({ key: { kms: 'hashivault://k' } }), 'hashivault keys are not fetched'],
  [identity({ issuerRegExp: '.*' }), 'identities[0].issuerRegExp: ".*" matches everybody'],
  [identity({ subjectRegExp: 'https://acme/' }), 'has no anchors at both ends'],
  [identity({ subjectRegExp: '^https://acme/' }), 'has no anchors at both ends'],
  [identity({ subjectRegExp: '^.*@acme.com$' }), 'a bare . in "^.*@acme.com$"'],
  [identity({ subjectRegExp: '^(a+)+$' }), 'repeats a repetition'],
  [identity({ subjectRegExp: '^(a+){2,}$' }), 'repeats a repetition'],
  [
    { authorities: [{ name: 'a' }, { name: 'a' }] },
    'spec.authorities[1].name: "a" names two authorities',
  ],
  [
    { authorities: [{ name: 'authority-1' }, {}] },
    'spec.authorities[1].name: "authority-1" names two authorities',
  ],
  [
    { policy: { type: 'rego', data: 'package sigstore\nisCompliant { http.send({}) }' } },
    'spec.policy.data: there is no function http.send here: such a policy denies what it covers',
  ],
  [
    { policy: { type: 'rego', data: 'package other' } },
    'spec.policy.data: there is no rule isCompliant in package sigstore',
  ],
  [
    { policy: { type: 'cue', data: 'import "html"\na: 1' } },
    'spec.policy.data: package "html" is not evaluated: such a policy denies what it covers',
  ],
  [
    authority({ attestations: [{ policy: { type: 'cue', data: 'a: {\n  b: nosuch\n}' } }] }),
    'spec.authorities[0].attestations[0].policy.data: reference "nosuch" not found',
  ],
  [
    { policy: { type: 'rego', remote: { url: 'https://acme.com/p', sha256sum: 'aa' } } },
    'spec.policy: https://acme.com/p is not fetched',
  ],
  [
    { policy: { type: 'rego', configMapRef: { name: 'rules', key: 'a' } } },
    'spec.policy: ConfigMap "rules" of configMapRef is not fetched',
  ],
  [
    {
      policy: {
        type: 'rego',
        data: 'package sigstore\nisCompliant = true',
        fetchConfigFile: true,
      },
    },
    'spec.policy.fetchConfigFile: the config files of images are not fetched',
  ],
  [
    authority({ attestations: [{ policy: { type: 'rego', data: 'package sigstore\nx {' } }] }),
    'spec.authorities[0].attestations[0].policy.data: expected a term, found the end',
  ],
])('%j is warned of: %s', (spec, warning) => {
  expect(warnings(spec).join('\n')).toContain(warning);
});

test.each([
  glob('**'),
  glob('*'),
  glob('*/*'),
  glob('ttl.sh/**'),
  glob('localhost:5000/app'),
  glob('gcr.io/chainguard-demo/*'),
  glob('ghcr.io/acme/app@sha256:*'),
  { match: [{ resource: 'pods', version: 'v1' }] },
  { match: [{ group: 'apps', resource: 'deployments', version: '*' }] },
  identity({ issuer: 'https://a', subjectRegExp: '^https://github\\.com/acme/.*$' }),
  identity({ issuer: 'https://a', subjectRegExp: '.*@acme[.]com$' }),
  authority({ key: { kms: 'gcpkms://k' }, signatureFormat: 'bundle' }),
])('%j means what it says', (spec) => {
  expect(warnings(spec)).toEqual([]);
});
