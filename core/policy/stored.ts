// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../errors.ts';
import { type PolicyDocument, readPolicyFile } from './document.ts';

/** A document as a policy keeps it: one ClusterImagePolicy or TrustRoot, with what goes along. */
export interface StoredDocument {
  kind: 'ClusterImagePolicy' | 'TrustRoot';
  name: string;
  mode: 'enforce' | 'warn';
  /** What is stored and shipped: the file, typographic quotes taken away. */
  text: string;
  /** The names that it takes in a cluster. */
  claims: { kind: string; name: string }[];
  warnings: Fault[];
}

/**
 * Reads the document of one policy: exactly one ClusterImagePolicy, with the Secrets and TrustRoots
 * that it refers to; or exactly one TrustRoot.
 */
export function storedDocument(
  text: string,
): { ok: true; document: StoredDocument } | { ok: false; faults: Fault[] } {
  const { documents, faults, warnings } = readPolicyFile(text);
  if (faults.length > 0) return { ok: false, faults };
  const policies = documents.filter((each) => each.kind === 'ClusterImagePolicy');
  const roots = documents.filter((each) => each.kind === 'TrustRoot');
  const head = policies[0] ?? roots[0];
  if (head === undefined || policies.length > 1 || (policies.length === 0 && roots.length > 1)) {
    return { ok: false, faults: [{ fault: oneEach(policies.length > 1 ? policies : roots) }] };
  }
  const claims = documents.map(({ kind, name }) => ({ kind, name }));
  const twice = claims.filter(
    (one, index) =>
      claims.findIndex((other) => one.kind === other.kind && one.name === other.name) < index,
  );
  if (twice.length > 0) {
    const named = twice.map(({ kind, name }) => ({
      fault: `${kind} "${name}" stands twice in the file`,
    }));
    return { ok: false, faults: named };
  }
  const mode = head.kind === 'ClusterImagePolicy' && head.spec.mode === 'warn' ? 'warn' : 'enforce';
  const stored = documents.map((each) => each.text).join('---\n');
  return {
    ok: true,
    document: { kind: head.kind, name: head.name, mode, text: stored, claims, warnings },
  };
}

function oneEach(found: PolicyDocument[]): string {
  if (found.length === 0)
    return 'a policy holds a ClusterImagePolicy or a TrustRoot; there is none';
  const names = found.map(({ name }) => name).join(', ');
  return `a policy holds one ${found[0]?.kind}, here are ${found.length} (${names}); put each in a file of its own`;
}
