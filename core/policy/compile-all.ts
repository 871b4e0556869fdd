// SPDX-License-Identifier: Apache-2.0
import { compile } from './compile.ts';
import type { Fetched } from './compile-authority.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { PolicyDocument } from './document.ts';

/**
 * The policies among documents that were found to be as they should be, ready to decide; their keys are
 * those of the Secrets beside them. Keys of a KMS are not fetched, and `fault` says why.
 */
export function compileAll(documents: PolicyDocument[], fault: string): CompiledPolicy[] {
  const secrets = new Map<string, Fetched>(
    documents.flatMap((each) => (each.kind === 'Secret' ? [[each.name, { pem: each.keys }]] : [])),
  );
  const references = [...new Set(documents.flatMap(kmsOf))];
  const kms = new Map<string, Fetched>(references.map((each) => [each, { fault }]));
  return documents.flatMap((each) =>
    each.kind === 'ClusterImagePolicy' ? [compile(each.name, each.spec, { secrets, kms })] : [],
  );
}

function kmsOf(document: PolicyDocument): string[] {
  if (document.kind !== 'ClusterImagePolicy') return [];
  return (document.spec.authorities ?? []).flatMap(({ key }) => key?.kms ?? []);
}
