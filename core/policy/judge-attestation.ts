// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../evidence/demand.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { CompiledAttestation, Signed } from './compiled.ts';
import { considerAll } from './consider.ts';
import type { Grounds } from './grounds.ts';
import { missOf, nearestFirst, reasonOf } from './nearest.ts';
import { plain } from './plain.ts';
import type { AttestationVerdict, Considered, Reason } from './verdict.ts';

/** Every key must have attested; of identities, one suffices. */
export function judgeAttestation(
  { name, type, predicateType }: CompiledAttestation,
  authority: Signed,
  demand: Demand,
  evidence: Evidence,
  grounds: Grounds,
): AttestationVerdict {
  const { signer } = demand;
  const demands: Demand[] =
    signer.kind === 'key' && signer.keys.length > 1
      ? signer.keys.map((key) => ({ ...demand, signer: { kind: 'key', keys: [key] } }))
      : [demand];
  const search = { authority, use: 'attestation', predicateType } as const;
  const rounds = demands.map((each) => considerAll(evidence, { ...search, demand: each }, grounds));
  const failed = rounds.find((round) => !round.some(({ counts }) => counts));
  const seen = { name, type, predicateType };
  if (failed === undefined && rounds.length > 0)
    return { ...seen, outcome: 'pass', message: '', considered: rounds.flat() };
  const { reason, misses } = missing(failed ?? [], authority, evidence);
  const considered = misses;
  const checked = [...new Set(misses.flatMap((each) => each.predicateType ?? []))];
  const why = misses.find((each) => each.why !== 'other-type');
  const among = checked.map((each) => JSON.stringify(plain(each))).join(', ');
  const message =
    reason === 'could-not-tell'
      ? troubles(evidence)
      : why !== undefined
        ? `no matching attestations: ${missOf(why)}`
        : `no matching attestations with type ${type}${among === '' ? '' : `, checked the following predicateTypes: ${among}`}`;
  return { ...seen, outcome: 'fail', reason, message, considered };
}

/** Why nothing of this counts, and what came nearest. */
export function missing(
  considered: readonly Considered[],
  { by }: Signed,
  { trouble }: Evidence,
): { reason: Reason; misses: Considered[] } {
  const misses = nearestFirst(considered, by.kind === 'keyless' ? by.identities : []);
  return { reason: reasonOf(misses, trouble), misses };
}

/** What a registry kept back. */
export const troubles = ({ trouble }: Evidence): string =>
  trouble.map(({ place, message }) => plain(`${place}: ${message}`)).join('\n ');
