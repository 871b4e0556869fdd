// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Report } from '../../core/api/records.ts';
import type { Evidence } from '../../core/evidence/evidence.ts';
import { signPredicate } from '../../core/evidence/says.ts';
import { explainPolicy } from '../../core/policy/cure.ts';
import { predicateTypeOf } from '../../core/policy/predicate-types.ts';
import type { Considered, PolicyVerdict, Verdict } from '../../core/policy/verdict.ts';
import type { Judged } from '../verify/judged.ts';
import type { KnownImage } from '../verify/known.ts';
import { short } from './short.ts';

/** A report, with the tree behind its outcome. */
export type WholeReport = Report & { verdict?: z.output<typeof tree> };

/** The largest verdict that travels, in characters of JSON. */
const largestVerdict = 200_000;
const tree = z.record(z.string(), z.json());

const lists = ['spdx', 'cyclonedx'].map(predicateTypeOf);
const moment = (time: number | Date): string => new Date(time).toISOString();

/** What is reported of an image that was judged. `lastSeen` is now: it runs, or ran a moment ago. */
export function reportOf(
  { image, firstSeen, judged, unread, contents }: KnownImage & { judged: Judged },
  running: boolean,
  digestOf: (evidence: Evidence) => string | undefined,
  now: Date,
): WholeReport {
  const { verdict, held } = judged;
  const signed = countedIn(verdict, 'signature');
  const attested = countedIn(verdict, 'attestation');
  const sboms = [
    ...(contents?.found ?? []),
    ...attested
      .filter(({ predicateType = '' }) => lists.includes(predicateType))
      .map(({ carrier, predicateType = '' }) => ({
        digest: carrier,
        mediaType: predicateType,
        packages: undefined,
      })),
  ];
  const readAt = held.length === 0 ? undefined : moment(Math.min(...held.map(({ at }) => at)));
  const listedAt = contents && contents.found.length > 0 ? moment(contents.at) : readAt;
  const json = verdictTree(verdict);
  return {
    image: image.name,
    ...(image.local ? { local: image.local } : {}),
    running,
    firstSeen: moment(firstSeen),
    lastSeen: moment(now),
    refreshed: {
      ...(readAt !== undefined && signed.length > 0 ? { sig: readAt } : {}),
      ...(readAt !== undefined && attested.length > 0 ? { att: readAt } : {}),
      ...(listedAt !== undefined && sboms.length > 0 ? { sbom: listedAt } : {}),
      policy: verdict.at,
    },
    coverage: verdict.policies.length > 0 ? 'covered' : 'uncovered',
    outcome: verdict.outcome,
    ...(unread === undefined || !running
      ? {}
      : { unread: { since: moment(unread.since), why: short(unread.why) } }),
    policies: verdict.policies.slice(0, 100).map((policy) => resultOf(verdict, policy)),
    ...(verdict.near === undefined ? {} : { near: verdict.near }),
    workloads: image.workloads.slice(0, 200),
    signatures: signaturesOf([...signed, ...attested]),
    sboms: sboms.slice(0, 20).map(({ packages, ...each }) => ({
      ...each,
      ...(packages === undefined ? {} : { packages }),
    })),
    ...standingOn(held, digestOf),
    ...(json === undefined ? {} : { verdict: json }),
  };
}

/** The evidence that travels, and by what of the cluster's each was read. */
function standingOn(
  held: Judged['held'],
  digestOf: (evidence: Evidence) => string | undefined,
): Pick<Report, 'evidence' | 'readers'> {
  const all = held
    .flatMap(({ evidence, reader }) => {
      const digest = digestOf(evidence);
      return digest === undefined || reader === undefined ? [] : [{ digest, reader }];
    })
    .slice(0, 20);
  return { evidence: all.map(({ digest }) => digest), readers: all.map(({ reader }) => reader) };
}

/** What tells whether anything of a report is otherwise than before: all of it but the moments. */
export function gistOf(whole: WholeReport): string {
  const { verdict: _, firstSeen: _first, lastSeen: _last, refreshed, unread, ...report } = whole;
  const policies = report.policies.map(({ checkedAt: _at, ...policy }) => policy);
  const { since } = unread ?? {};
  return JSON.stringify({ ...report, since, refreshed: Object.keys(refreshed), policies });
}

function resultOf(verdict: Verdict, policy: PolicyVerdict): Report['policies'][number] {
  const { policy: name, mode, outcome, reason } = policy;
  const result = { name, mode, outcome, checkedAt: verdict.at };
  if (outcome === 'pass') return result;
  const { why, cure } = explainPolicy(verdict, policy);
  return {
    ...result,
    message: short(`${why}; ${cure}`),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The signatures or attestations that count for some policy, each once. */
function countedIn({ policies }: Verdict, use: 'signature' | 'attestation'): Considered[] {
  const all = policies
    .flatMap(({ authorities }) => authorities)
    .flatMap((each) =>
      use === 'signature'
        ? each.signatures
        : each.attestations.flatMap(({ considered }) => considered),
    )
    .filter(({ counts }) => counts);
  return [...new Map(all.map((each) => [each.carrier, each])).values()];
}

function signaturesOf(counted: readonly Considered[]): Report['signatures'] {
  return counted.slice(0, 100).map(({ predicateType = '', signer }) => {
    const type = predicateType === signPredicate ? '' : short(predicateType);
    if (signer?.kind === 'keyless') {
      const subject = short(signer.subjects[0]?.value ?? '');
      return { predicateType: type, issuer: short(signer.issuer), subject };
    }
    return { predicateType: type, ...(signer === undefined ? {} : { keyId: signer.keyId }) };
  });
}

/** The verdict as JSON, unless it is too large to travel. */
function verdictTree(verdict: Verdict): z.output<typeof tree> | undefined {
  const text = JSON.stringify(verdict);
  return text.length > largestVerdict ? undefined : tree.parse(JSON.parse(text));
}
