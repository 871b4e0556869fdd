// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const text = z.string();
const reference = z.strictObject({ trustRootRef: text.optional() });

const policy = z.strictObject({
  type: text.optional(),
  data: text.optional(),
  configMapRef: z
    .strictObject({ name: text.optional(), namespace: text.optional(), key: text.optional() })
    .optional(),
  remote: z.strictObject({ url: text.optional(), sha256sum: text.optional() }).optional(),
  fetchConfigFile: z.boolean().optional(),
  includeSpec: z.boolean().optional(),
  includeObjectMeta: z.boolean().optional(),
  includeTypeMeta: z.boolean().optional(),
});
export type EmbeddedPolicy = z.output<typeof policy>;

const key = z.strictObject({
  data: text.optional(),
  kms: text.optional(),
  secretRef: z.strictObject({ name: text.optional(), namespace: text.optional() }).optional(),
  hashAlgorithm: text.optional(),
});
export type Key = z.output<typeof key>;

const identity = z.strictObject({
  issuer: text.optional(),
  issuerRegExp: text.optional(),
  subject: text.optional(),
  subjectRegExp: text.optional(),
});
export type Identity = z.output<typeof identity>;

const keyless = z.strictObject({
  url: text.optional(),
  'ca-cert': key.optional(),
  identities: z.array(identity).nullish(),
  trustRootRef: text.optional(),
  insecureIgnoreSCT: z.boolean().optional(),
});

const attestation = z.strictObject({
  name: text.optional(),
  predicateType: text.optional(),
  policy: policy.optional(),
});
export type Attestation = z.output<typeof attestation>;

const authority = z.strictObject({
  name: text.optional(),
  key: key.optional(),
  keyless: keyless.optional(),
  static: z.strictObject({ action: text.optional(), message: text.optional() }).optional(),
  source: z
    .array(
      z.strictObject({
        oci: text.optional(),
        signaturePullSecrets: z.array(z.strictObject({ name: text.optional() })).nullish(),
        tagPrefix: text.optional(),
      }),
    )
    .nullish(),
  ctlog: reference.extend({ url: text.optional() }).optional(),
  rfc3161timestamp: reference.optional(),
  attestations: z.array(attestation).nullish(),
  signatureFormat: text.optional(),
});
export type Authority = z.output<typeof authority>;

const selector = z.strictObject({
  matchLabels: z.record(text, text).optional(),
  matchExpressions: z
    .array(z.strictObject({ key: text, operator: text, values: z.array(text).nullish() }))
    .nullish(),
});

/** What a ClusterImagePolicy of either version says; fields that it does not know are refused. */
export const clusterImagePolicySpec = z.strictObject({
  images: z.array(z.strictObject({ glob: text.optional() })).nullish(),
  authorities: z.array(authority).nullish(),
  policy: policy.optional(),
  mode: text.optional(),
  match: z
    .array(
      z.strictObject({
        group: text.optional(),
        version: text.optional(),
        resource: text.optional(),
        selector: selector.optional(),
      }),
    )
    .nullish(),
});
export type ClusterImagePolicySpec = z.output<typeof clusterImagePolicySpec>;
