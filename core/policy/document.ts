// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../errors.ts';
import { type ClusterImagePolicySpec, clusterImagePolicySpec } from './cluster-image-policy.ts';
import { defaulted } from './defaulted.ts';
import { type FieldErrors, formatFieldErrors } from './field-errors.ts';
import { lint } from './lint.ts';
import { readSources, type Source } from './read.ts';
import { readSecret } from './secret.ts';
import { envelope, shaped, whole } from './shape.ts';
import {
  defaultedTrustRoot,
  type TrustRootSpec,
  trustRootSpec,
  validateTrustRoot,
} from './trust-root.ts';
import { validateSpec } from './validate.ts';

/** A document of a policy file that is as it should be, defaults filled in; `line` is where its text begins there. */
export type PolicyDocument = { name: string; text: string; line: number } & (
  | { kind: 'ClusterImagePolicy'; spec: ClusterImagePolicySpec }
  | { kind: 'TrustRoot'; spec: TrustRootSpec }
  | { kind: 'Secret'; keys: string }
);

/** What a file was found to hold. With faults, no document of it counts. */
export interface PolicyFile {
  documents: PolicyDocument[];
  faults: Fault[];
  warnings: Fault[];
}

/** The most faults of a file that are told. */
const mostFaults = 50;

/** Reads a policy file: every document in it, everything wrong with it, at which line and column. */
export function readPolicyFile(text: string): PolicyFile {
  const { sources, faults, warnings } = readSources(text);
  const file: PolicyFile = { documents: [], faults, warnings };
  for (const source of sources) {
    const found = readDocument(source, file);
    if (found !== undefined) file.documents.push(found);
  }
  return { ...file, faults: file.faults.slice(0, mostFaults) };
}

const cip = whole(clusterImagePolicySpec);
const root = whole(trustRootSpec);

function readDocument(source: Source, file: PolicyFile): PolicyDocument | undefined {
  const head = shaped(envelope, source, file.faults);
  if (head === undefined) return undefined;
  const kind = `${head.apiVersion} ${head.kind}`;
  switch (kind) {
    case 'policy.sigstore.dev/v1alpha1 ClusterImagePolicy':
    case 'policy.sigstore.dev/v1beta1 ClusterImagePolicy':
      return readPolicy(source, file);
    case 'policy.sigstore.dev/v1alpha1 TrustRoot':
    case 'policy.sigstore.dev/v1beta1 TrustRoot':
      return readTrustRoot(source, file);
    case 'v1 Secret': {
      const secret = readSecret(source, file.faults);
      return secret && { kind: 'Secret', ...secret, line: source.line };
    }
    default: {
      const fault = `unknown type: ${kind.slice(0, 200)}`;
      file.faults.push({ place: 'kind', fault, ...source.position('kind') });
      return undefined;
    }
  }
}

function readPolicy(source: Source, file: PolicyFile): PolicyDocument | undefined {
  const read = shaped(cip, source, file.faults);
  if (read === undefined) return undefined;
  const spec = defaulted(read.spec);
  const { errors, warnings } = validateSpec(spec);
  file.faults.push(...placed(errors, source));
  file.warnings.push(...placed(warnings, source));
  for (const warning of lint(spec)) {
    const { place = '', line, column } = warning;
    const position =
      line === undefined || column === undefined
        ? source.position(place)
        : source.within(place, line, column);
    file.warnings.push({ ...warning, ...position });
  }
  return {
    kind: 'ClusterImagePolicy',
    name: read.metadata.name,
    spec,
    text: source.text,
    line: source.line,
  };
}

function readTrustRoot(source: Source, file: PolicyFile): PolicyDocument | undefined {
  const read = shaped(root, source, file.faults);
  if (read === undefined) return undefined;
  const spec = defaultedTrustRoot(read.spec);
  file.faults.push(...placed(validateTrustRoot(spec), source));
  return {
    kind: 'TrustRoot',
    name: read.metadata.name,
    spec,
    text: source.text,
    line: source.line,
  };
}

const placed = (errors: FieldErrors, source: Source): Fault[] =>
  errors.all.map((error) => {
    const place = error.paths[0] ?? '';
    return { place, fault: formatFieldErrors([error]), ...source.position(place) };
  });
