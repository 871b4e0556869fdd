// SPDX-License-Identifier: Apache-2.0
import { compile } from '../../core/policy/compile.ts';
import type { Fetched } from '../../core/policy/compile-authority.ts';
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import type { PolicyDocument } from '../../core/policy/document.ts';

/**
 * The policies among documents that were found to be as they should be, ready to decide.
 * Keys of a KMS are not fetched: the clients of the clouds are larger than all of chainctl.
 */
export function compileAll(documents: PolicyDocument[]): CompiledPolicy[] {
  const secrets = new Map<string, Fetched>(
    documents.flatMap((each) => (each.kind === 'Secret' ? [[each.name, { pem: each.keys }]] : [])),
  );
  const references = [...new Set(documents.flatMap(kmsOf))];
  const fault = 'chainctl fetches no keys of a KMS; put the public key itself into key.data';
  const kms = new Map<string, Fetched>(references.map((each) => [each, { fault }]));
  return documents.flatMap((each) =>
    each.kind === 'ClusterImagePolicy' ? [compile(each.name, each.spec, { secrets, kms })] : [],
  );
}

function kmsOf(document: PolicyDocument): string[] {
  if (document.kind !== 'ClusterImagePolicy') return [];
  return (document.spec.authorities ?? []).flatMap(({ key }) => key?.kms ?? []);
}
