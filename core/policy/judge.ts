// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../evidence/demand.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { subjectOf } from '../evidence/subject.ts';
import type { AuthorityMatch } from './authority-match.ts';
import type { CompiledAuthority, Signed, Static } from './compiled.ts';
import { considerAll } from './consider.ts';
import type { Grounds } from './grounds.ts';
import { judgeAttestation, missing, troubles } from './judge-attestation.ts';
import { missOf } from './nearest.ts';
import type { Reference } from './reference.ts';
import { seenAt } from './seen.ts';
import type { AuthorityVerdict, Wants } from './verdict.ts';

/** The image that is judged, by its digest, and what there is to judge it by. */
export interface Sight {
  image: Reference;
  /** It came from no registry: the digest is an id that a node gave it. */
  local?: true | undefined;
  evidence: readonly Evidence[];
  grounds: Grounds;
  now: Date;
}

/** What an authority says; and what it goes by if it lets the image pass. */
export interface Judged {
  verdict: AuthorityVerdict;
  match?: AuthorityMatch;
}

/** Whether the authority lets the image pass, and what was looked at. */
export function judge({ name, way }: CompiledAuthority, sight: Sight): Judged {
  if (way.kind === 'static') return decree(name, way);
  return sight.local ? unverifiable(name, way) : judgeSigned(name, way, sight);
}

function decree(authority: string, { action, message }: Static): Judged {
  const judged = blank({ authority, kind: 'static' });
  if (action === 'pass')
    return { verdict: { ...judged, outcome: 'pass', message: '' }, match: { static: true } };
  const said = `disallowed by static policy${message === '' ? '' : `: ${message}`}`;
  return { verdict: { ...judged, outcome: 'fail', reason: 'forbidden', message: said } };
}

function unverifiable(authority: string, { by }: Signed): Judged {
  const judged = { ...blank({ authority, kind: by.kind }), wants: wantsOf(by) };
  const message =
    'nobody can verify it: the node knows this image by a local id only; it was loaded there and came from no registry';
  return { verdict: { ...judged, outcome: 'fail', reason: 'no-digest', message } };
}

const blank = ({ authority, kind }: Pick<AuthorityVerdict, 'authority' | 'kind'>) => ({
  authority,
  kind,
  wants: [],
  trouble: [],
  signatures: [],
  attestations: [],
});

function judgeSigned(authority: string, signed: Signed, sight: Sight): Judged {
  const { image, grounds } = sight;
  const { by, source, attestations: wanted } = signed;
  let demand: Demand;
  try {
    demand = grounds.demand(signed);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'its trust cannot be read';
    const reason = 'policy-broken';
    const broken = blank({ authority, kind: 'broken' });
    return { verdict: { ...broken, outcome: 'fail', reason, message } };
  }
  const subject = subjectOf(image, image.identifier, source);
  const evidence = seenAt(subject, sight.evidence);
  const looked = { ...blank({ authority, kind: by.kind }), wants: wantsOf(by), source: subject };
  const failing = (what: string, why: string) =>
    `${what} ${by.kind} validation failed for authority ${authority} for ${image.name}: ${why}`;

  if (wanted.length > 0) {
    const all = wanted.map((each) => judgeAttestation(each, signed, demand, evidence, sight));
    const attestations = all.map(({ verdict }) => verdict);
    const failed = attestations.find(({ outcome }) => outcome === 'fail');
    const judged = { ...looked, attestations, trouble: evidence.trouble };
    if (failed === undefined) {
      const match = {
        attestations: all.map(({ counting, verdict }) => ({ ...verdict, counting })),
      };
      return { verdict: { ...judged, outcome: 'pass', message: '' }, match };
    }
    const { reason = 'not-signed', message } = failed;
    const said = failing('attestation', message);
    return { verdict: { ...judged, outcome: 'fail', reason, message: said } };
  }
  const seen = considerAll(evidence, { authority: signed, demand, use: 'signature' }, grounds);
  const counting = seen.filter((each) => each.counting).map(({ considered }) => considered);
  const { reason, misses } = missing(seen, signed, evidence);
  const judged = { ...looked, signatures: [...counting, ...misses], trouble: evidence.trouble };
  if (counting.length > 0) {
    const signatures = seen.flatMap((each) => each.counting ?? []);
    return { verdict: { ...judged, outcome: 'pass', message: '' }, match: { signatures } };
  }
  const why =
    reason === 'could-not-tell'
      ? troubles(evidence)
      : misses.length === 0
        ? 'no signatures found'
        : `no matching signatures: ${misses.slice(0, 5).map(missOf).join('\n ')}`;
  const said = failing('signature', why);
  return { verdict: { ...judged, outcome: 'fail', reason, message: said } };
}

const wantsOf = (by: Signed['by']): Wants[] =>
  by.kind === 'key'
    ? by.keys.map(({ id }) => ({ kind: 'key', keyId: id }))
    : by.identities.map(({ issuer, subject }) => ({
        kind: 'keyless',
        ...(issuer === undefined ? {} : { issuer: { kind: issuer.kind, text: issuer.text } }),
        ...(subject === undefined ? {} : { subject: { kind: subject.kind, text: subject.text } }),
      }));
