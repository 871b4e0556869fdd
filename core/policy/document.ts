// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { Fault } from '../errors.ts';
import {
  type ClusterImagePolicySpec,
  clusterImagePolicySpec,
  defaulted,
} from './cluster-image-policy.ts';
import { type FieldErrors, formatFieldErrors } from './field-errors.ts';
import { lint } from './lint.ts';
import { isPublicKeys } from './public-key.ts';
import { readSources, type Source } from './read.ts';
import {
  defaultedTrustRoot,
  type TrustRootSpec,
  trustRootSpec,
  validateTrustRoot,
} from './trust-root.ts';
import { validateSpec } from './validate.ts';
import { systemNamespace } from './validate-authority.ts';

/** A document of a policy file that is as it should be, defaults filled in. */
export type PolicyDocument = { name: string; text: string } & (
  | { kind: 'ClusterImagePolicy'; spec: ClusterImagePolicySpec }
  | { kind: 'TrustRoot'; spec: TrustRootSpec }
  | { kind: 'Secret' }
);

/** What a file was found to hold. With faults, no document of it counts. */
export interface PolicyFile {
  documents: PolicyDocument[];
  faults: Fault[];
  warnings: Fault[];
}

/** Reads a policy file: every document in it, everything wrong with it, at which line and column. */
export function readPolicyFile(text: string): PolicyFile {
  const { sources, faults, warnings } = readSources(text);
  const file: PolicyFile = { documents: [], faults: [...faults], warnings: [...warnings] };
  if (faults.length > 0) return file;
  for (const source of sources) {
    const found = readDocument(source, file);
    if (found !== undefined) file.documents.push(found);
  }
  return file;
}

const dns1123 = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const text = z.record(z.string(), z.string()).nullish();
const metadata = z.looseObject({
  name: z
    .string({ error: 'metadata.name is required' })
    .max(253)
    .regex(dns1123, 'must be a lower-case RFC 1123 subdomain: letters, digits, - and .'),
  namespace: z.string().optional(),
  labels: text,
  annotations: text,
});
const envelope = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata });
const own = { apiVersion: z.string(), kind: z.string(), metadata, status: z.unknown().optional() };
const wholeCip = z.strictObject({ ...own, spec: clusterImagePolicySpec });
const wholeTrustRoot = z.strictObject({ ...own, spec: trustRootSpec });
const wholeSecret = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata,
  type: z.literal('Opaque').optional(),
  immutable: z.boolean().optional(),
  data: text,
  stringData: text,
});

function readDocument(source: Source, file: PolicyFile): PolicyDocument | undefined {
  const head = shaped(envelope, source, file);
  if (head === undefined) return undefined;
  const { name } = head.metadata;
  const kind = `${head.apiVersion} ${head.kind}`;
  if (/^policy\.sigstore\.dev\/v1(alpha1|beta1) ClusterImagePolicy$/.test(kind)) {
    const whole = shaped(wholeCip, source, file);
    if (whole === undefined) return undefined;
    const spec = defaulted(whole.spec);
    const { errors, warnings } = validateSpec(spec);
    file.faults.push(...placed(errors, source));
    file.warnings.push(...placed(warnings, source));
    file.warnings.push(
      ...lint(spec).map((each) => ({ ...each, ...source.position(each.place ?? '') })),
    );
    return { kind: 'ClusterImagePolicy', name, spec, text: source.text };
  }
  if (/^policy\.sigstore\.dev\/v1(alpha1|beta1) TrustRoot$/.test(kind)) {
    const whole = shaped(wholeTrustRoot, source, file);
    if (whole === undefined) return undefined;
    const spec = defaultedTrustRoot(whole.spec);
    file.faults.push(...placed(validateTrustRoot(spec), source));
    return { kind: 'TrustRoot', name, spec, text: source.text };
  }
  if (kind === 'v1 Secret') return readSecret(source, file);
  file.faults.push({ place: 'kind', fault: `unknown type: ${kind}`, ...source.position('kind') });
  return undefined;
}

/** Only public keys may be in a Secret; what else is in it is neither shown nor kept. */
function readSecret(source: Source, file: PolicyFile): PolicyDocument | undefined {
  const whole = shaped(wholeSecret, source, file);
  if (whole === undefined) return undefined;
  const refuse = (place: string, fault: string) =>
    file.faults.push({ place, fault, ...source.position(place) });
  if (whole.metadata.namespace !== systemNamespace) {
    refuse('metadata.namespace', `a Secret must be in namespace ${systemNamespace}`);
  }
  const decoded = Object.entries(whole.data ?? {}).map(
    ([name, value]) => [`data.${name}`, Buffer.from(value, 'base64').toString()] as const,
  );
  const plain = Object.entries(whole.stringData ?? {}).map(
    ([name, value]) => [`stringData.${name}`, value] as const,
  );
  const entries = [...decoded, ...plain];
  if (entries.length === 0) refuse('data', 'a Secret must hold a public key');
  for (const [place, value] of entries) {
    if (!isPublicKeys(value)) refuse(place, 'is not a PEM public key; nothing else may be in it');
  }
  return { kind: 'Secret', name: whole.metadata.name, text: source.text };
}

function shaped<T>(shape: z.ZodType<T>, source: Source, file: PolicyFile): T | undefined {
  const parsed = shape.safeParse(source.value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    for (const key of keys) {
      const place = pathOf(key === undefined ? issue.path : [...issue.path, key]);
      const fault = key === undefined ? issue.message : `unknown field "${key}"`;
      file.faults.push({ place, fault, ...source.position(place) });
    }
  }
  return undefined;
}

const placed = (errors: FieldErrors, source: Source): Fault[] =>
  errors.all.map((error) => {
    const place = error.paths[0] ?? '';
    return { place, fault: formatFieldErrors([error]), ...source.position(place) };
  });

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
