// SPDX-License-Identifier: Apache-2.0
import type { Verified } from '../evidence/verification.ts';

/** What a passing authority goes by. */
export type AuthorityMatch =
  | { static: true }
  | { signatures: readonly Verified[] }
  | { attestations: readonly { name: string; type: string; counting: readonly Verified[] }[] };

/**
 * The same as a rule on the policy sees it, in upstream's form: `signatures`, or `attestations` by their
 * names. What is empty is left out.
 */
export function matchInput(match: AuthorityMatch): { [field: string]: unknown } {
  if ('static' in match) return { static: true };
  if ('signatures' in match) return { signatures: match.signatures.map(signature) };
  const named = match.attestations.map(({ name, type, counting }) => [
    name,
    counting.map((each) => ({
      ...signature(each),
      predicateType: type,
      digest: each.carrier,
    })),
  ]);
  return { attestations: Object.fromEntries(named) };
}

function signature({ id, signer }: Verified): { [field: string]: string } {
  if (signer.kind === 'key') return { id };
  const { issuer, subjects, claims } = signer;
  const fields: [string, string | undefined][] = [
    ['id', id],
    ['subject', subjects[0]?.value],
    ['issuer', issuer],
    ['githubWorkflowTrigger', claims.githubWorkflowTrigger],
    ['githubWorkflowSha', claims.githubWorkflowSha],
    ['githubWorkflowName', claims.githubWorkflowName],
    ['githubWorkflowRepo', claims.githubWorkflowRepository],
    ['githubWorkflowRef', claims.githubWorkflowRef],
  ];
  return Object.fromEntries(fields.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
