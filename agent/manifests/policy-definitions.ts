// SPDX-License-Identifier: Apache-2.0
import {
  type FieldSchema,
  flag,
  list,
  map,
  type ObjectSchema,
  object,
  status,
  text,
} from './schema.ts';

const embedded = object({
  type: text('cue or rego.'),
  data: text('The policy itself.'),
  configMapRef: object({ name: text(), namespace: text(), key: text() }),
  remote: object({ url: text('An https URL.'), sha256sum: text('Of what lies there, in hex.') }),
  fetchConfigFile: flag('This and what follows: only in spec.policy.'),
  includeSpec: flag(),
  includeObjectMeta: flag(),
  includeTypeMeta: flag(),
});

const key = object(
  {
    data: text('Public keys in PEM.'),
    kms: text('awskms://, azurekms://, gcpkms:// or hashivault:// and the key.'),
    secretRef: object(
      { name: text(), namespace: text() },
      'A Secret in cosign-system with one entry: public keys in PEM.',
    ),
    hashAlgorithm: text('sha224, sha256, sha384 or sha512; sha256 if absent.'),
  },
  'Keys of which any must have signed.',
);

const trusting = { trustRootRef: text('The name of a TrustRoot.') };

const keyless = object(
  {
    url: text('The certificate authority; https://fulcio.sigstore.dev if absent.'),
    'ca-cert': key,
    identities: list(
      object({
        issuer: text('Who vouches for the subject.'),
        issuerRegExp: text('The same, as an RE2 expression for the whole.'),
        subject: text('Who must have signed.'),
        subjectRegExp: text('The same, as an RE2 expression for the whole.'),
      }),
      'Any of them will do; none named: anybody.',
    ),
    ...trusting,
    insecureIgnoreSCT: flag('Takes certificates that no certificate-transparency log has.'),
  },
  'Signed with a certificate that was issued for the moment.',
);

const authority = object({
  name: text('authority-<index> if absent.'),
  key,
  keyless,
  static: object(
    { action: text('pass or fail.'), message: text('What is said of a fail.') },
    'Decides without looking.',
  ),
  source: list(
    object({
      oci: text('A registry or repository where signatures are, if not beside the image.'),
      tagPrefix: text("Stands before cosign's tags."),
      signaturePullSecrets: list(
        object({ name: text() }),
        'In the namespace of the workload, or in cosign-system.',
      ),
    }),
  ),
  ctlog: object({ url: text(), ...trusting }, 'Demands an entry in a transparency log.'),
  rfc3161timestamp: object(trusting, 'Demands a timestamp.'),
  attestations: list(
    object({
      name: text(),
      predicateType: text('A URI, or a short name such as spdxjson or vuln.'),
      policy: embedded,
    }),
    'What must be attested; with any, the image itself need not be signed.',
  ),
  signatureFormat: text('legacy or bundle; both if absent.'),
});

const clusterImagePolicy = object({
  mode: text('enforce or warn; enforce if absent.'),
  images: list(object({ glob: text('The images that it covers.') })),
  authorities: list(authority, 'One of them must be met.'),
  policy: embedded,
  match: list(
    object({
      group: text(),
      version: text(),
      resource: text(),
      selector: object({
        matchLabels: map(),
        matchExpressions: list(object({ key: text(), operator: text(), values: list(text()) })),
      }),
    }),
    'The objects to which it is limited.',
  ),
});

const bytes = (description: string): FieldSchema => ({ ...text(description), format: 'byte' });
const subject = object({ organization: text(), commonName: text() });
const authorities = list(
  object({ subject, uri: text(), certChain: bytes('Certificates in PEM.') }),
);
const logs = list(
  object({ baseURL: text(), hashAlgorithm: text(), publicKey: bytes('A public key in PEM.') }),
);
const tuf = { root: bytes('root.json.'), targets: text(), trustedRootTarget: text() };

const trustRoot = object({
  remote: object({ ...tuf, mirror: text() }),
  repository: object({ ...tuf, mirrorFS: bytes('A repository of TUF as tar.gz.') }),
  sigstoreKeys: object({
    certificateAuthorities: authorities,
    timestampAuthorities: authorities,
    tLogs: logs,
    ctLogs: logs,
  }),
});

/**
 * The kinds that policies are written in: upstream's group, names and fields. The versions of
 * ClusterImagePolicy have the same fields, so objects need no conversion.
 */
export const policyDefinitions = [
  definition('ClusterImagePolicy', 'clusterimagepolicies', clusterImagePolicy, {
    versions: ['v1alpha1', 'v1beta1'],
    shortNames: ['cip'],
  }),
  definition('TrustRoot', 'trustroots', trustRoot, { versions: ['v1alpha1'], shortNames: [] }),
];

function definition(
  kind: string,
  plural: string,
  spec: ObjectSchema,
  { versions, shortNames }: { versions: string[]; shortNames: string[] },
) {
  const group = 'policy.sigstore.dev';
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        categories: ['all', 'sigstore'],
        ...(shortNames.length === 0 ? {} : { shortNames }),
      },
      conversion: { strategy: 'None' },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
      })),
    },
  };
}
