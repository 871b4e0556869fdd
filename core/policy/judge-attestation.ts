// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../evidence/demand.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Statement, Verified } from '../evidence/verification.ts';
import type { CompiledAttestation, Signed } from './compiled.ts';
import { considerAll, type Seen } from './consider.ts';
import type { Sight } from './judge.ts';
import { missOf, nearestFirst, reasonOf } from './nearest.ts';
import { plain } from './plain.ts';
import { ruleFault } from './rules/hold.ts';
import type { AttestationVerdict, Considered, Reason } from './verdict.ts';

/** Every key must have attested; of identities, one suffices. What counts is told besides. */
export function judgeAttestation(
  { name, type, predicateType, rule }: CompiledAttestation,
  authority: Signed,
  demand: Demand,
  evidence: Evidence,
  { grounds, now }: Pick<Sight, 'grounds' | 'now'>,
): { verdict: AttestationVerdict; counting: Verified[] } {
  const { signer } = demand;
  const demands: Demand[] =
    signer.kind === 'key' && signer.keys.length > 1
      ? signer.keys.map((key) => ({ ...demand, signer: { kind: 'key', keys: [key] } }))
      : [demand];
  const search = {
    authority,
    use: 'attestation',
    predicateType,
    ...(rule === undefined
      ? {}
      : { fault: ({ json }: Statement) => ruleFault(rule, name, json, now) }),
  } as const;
  const rounds = demands.map((each) => considerAll(evidence, { ...search, demand: each }, grounds));
  const failed = rounds.find((round) => !round.some(({ counting }) => counting));
  const seen = { name, type, predicateType };
  if (failed === undefined && rounds.length > 0) {
    const all = rounds.flat();
    const considered = all.map((each) => each.considered);
    const counting = all.flatMap((each) => each.counting ?? []);
    return { verdict: { ...seen, outcome: 'pass', message: '', considered }, counting };
  }
  const { reason, misses } = missing(failed ?? [], authority, evidence);
  const considered = misses;
  const checked = [...new Set(misses.flatMap((each) => each.predicateType ?? []))];
  const why = misses.find((each) => each.why !== 'other-type');
  const among = checked.map((each) => JSON.stringify(plain(each))).join(', ');
  const message =
    reason === 'could-not-tell'
      ? troubles(evidence)
      : why !== undefined
        ? `${why.why === 'not-compliant' ? '' : 'no matching attestations: '}${missOf(why)}`
        : `no matching attestations with type ${type}${among === '' ? '' : `, checked the following predicateTypes: ${among}`}`;
  const verdict = { ...seen, outcome: 'fail' as const, reason, message, considered };
  return { verdict, counting: [] };
}

/** Why nothing of this counts, and what came nearest. */
export function missing(
  seen: readonly Seen[],
  { by }: Signed,
  { trouble }: Evidence,
): { reason: Reason; misses: Considered[] } {
  const considered = seen.map((each) => each.considered);
  const misses = nearestFirst(considered, by.kind === 'keyless' ? by.identities : []);
  return { reason: reasonOf(misses, trouble), misses };
}

/** What a registry kept back. */
export const troubles = ({ trouble }: Evidence): string =>
  trouble.map(({ place, message }) => plain(`${place}: ${message}`)).join('\n ');
