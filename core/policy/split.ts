// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../errors.ts';
import type { PolicyDocument } from './document.ts';

/** One policy of a file with several: its own document and the Secrets that go along. */
export interface Part {
  name: string;
  text: string;
  documents: PolicyDocument[];
}

/**
 * Takes a file apart into what is stored as policies of their own: each ClusterImagePolicy with the
 * Secrets whose keys it uses, and each TrustRoot. A Secret goes with one policy, no more and no less.
 */
export function splitPolicies(documents: PolicyDocument[]): { parts: Part[]; faults: Fault[] } {
  const heads = documents.filter(({ kind }) => kind !== 'Secret');
  const secrets = documents.filter(({ kind }) => kind === 'Secret');
  const faults = secrets.flatMap(({ name }) => {
    const users = heads.filter((head) => secretsOf(head).has(name)).map((head) => head.name);
    if (users.length === 1) return [];
    const fault =
      users.length === 0
        ? `Secret "${name}" is used by no policy of the file`
        : `Secret "${name}" is used by ${users.join(' and ')}; give each policy a Secret of its own`;
    return [{ place: name, fault }];
  });
  const parts = heads.map((head) => {
    const own = secrets.filter(({ name }) => secretsOf(head).has(name));
    const together = [head, ...own];
    const text = together.map((document) => document.text).join('---\n');
    return { name: head.name, text, documents: together };
  });
  return { parts, faults };
}

function secretsOf(document: PolicyDocument): Set<string> {
  if (document.kind !== 'ClusterImagePolicy') return new Set();
  const names = (document.spec.authorities ?? []).map(({ key }) => key?.secretRef?.name);
  return new Set(names.filter((name) => name !== undefined));
}
