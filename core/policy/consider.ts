// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../evidence/demand.ts';
import type { Evidence, Found } from '../evidence/evidence.ts';
import type { Rejected, Statement, Use, Verification, Verified } from '../evidence/verification.ts';
import type { Signed } from './compiled.ts';
import type { Grounds } from './grounds.ts';
import { inWords, isOneOf, noneMatched } from './identity.ts';
import type { Considered, MadeCheck, Why } from './verdict.ts';

/** What is looked for among the things found. */
export interface Search {
  authority: Signed;
  demand: Demand;
  /** A signature of the image; or an attestation of this predicate type. */
  use: Use;
  predicateType?: string;
  /** Why a statement does not hold, where a rule has a say in that. */
  fault?: (statement: Statement) => string | undefined;
}

/** What was considered; and what was verified of it, where it counts. */
export interface Seen {
  considered: Considered;
  counting?: Verified;
}

/** Every signature (or attestation) among what was found, and whether it counts. */
export const considerAll = (
  { found, digest }: Evidence,
  search: Search,
  { verify }: Grounds,
): Seen[] =>
  found.flatMap((each) => {
    if (each.kind === 'layer' && each.use !== search.use) return [];
    return consider(verified(each, digest, search.demand, verify), search);
  });

/** A throw is a rejection, whatever the cause. */
function verified(
  found: Found,
  digest: string,
  demand: Demand,
  verify: Grounds['verify'],
): Verification {
  try {
    return verify(found, digest, demand);
  } catch (error) {
    const format = found.kind === 'bundle' ? 'bundle' : 'legacy';
    const message = error instanceof Error ? error.message : 'cannot be verified';
    return {
      outcome: 'rejected',
      carrier: found.digest,
      format,
      reason: 'malformed',
      message,
      checks: [],
    };
  }
}

function consider(made: Verification, search: Search): Seen[] {
  if (made.use !== undefined && made.use !== search.use) return [];
  if (made.outcome !== 'verified') return [{ considered: refused(made) }];
  const considered = held(made, search);
  return [considered.counts ? { considered, counting: made } : { considered }];
}

/** Something that does not verify. */
function refused(made: Rejected): Considered {
  const { carrier, format, use, claimed, reason, message, expected, got, checks } = made;
  const [last, ...before] = [...checks].reverse();
  const failed: MadeCheck = {
    name: last?.outcome === 'failed' ? last.name : 'form',
    outcome: 'failed',
    detail: message,
    ...(expected === undefined ? {} : { expected }),
    ...(got === undefined ? {} : { got }),
  };
  const passed = last === undefined || last.outcome === 'failed' ? before : [last, ...before];
  return {
    carrier,
    format,
    ...(use === undefined ? {} : { use }),
    ...(claimed === undefined ? {} : { signer: claimed }),
    counts: false,
    why: reason,
    checks: [...passed.reverse(), failed],
  };
}

/** Something whose cryptography holds: it counts if it is in a wanted form, of the type, by the signer. */
function held(made: Verified, search: Search): Considered {
  const { carrier, format, use, signer, statement, checks } = made;
  const predicateType = statement?.predicateType;
  const seen = {
    carrier,
    format,
    use,
    ...(predicateType === undefined ? {} : { predicateType }),
    signer,
  };
  const done: MadeCheck[] = [...checks];
  for (const step of [ofFormat, ofType, ofSigner, ofRule]) {
    const { check, why } = step(made, search);
    if (check !== undefined) done.push(check);
    if (check?.outcome === 'failed') return { ...seen, counts: false, why, checks: done };
  }
  return { ...seen, counts: true, checks: done };
}

interface Step {
  check?: MadeCheck;
  why: Why;
}

function ofFormat({ format }: Verified, { authority: { formats } }: Search): Step {
  const why = 'other-format';
  if (formats.includes(format)) return { why };
  const expected = formats.join(' or ');
  const detail = `is in the ${format} format, and the policy wants ${expected}`;
  return { check: { name: 'format', outcome: 'failed', detail, expected, got: format }, why };
}

function ofType({ statement }: Verified, { use, predicateType: expected = '' }: Search): Step {
  const why = 'other-type';
  if (use === 'signature') return { why };
  const got = statement?.predicateType ?? '';
  const outcome = got !== '' && got === expected ? 'passed' : 'failed';
  return {
    check: { name: 'type', outcome, detail: `attests ${got || 'nothing'}`, expected, got },
    why,
  };
}

function ofRule({ statement }: Verified, { fault }: Search): Step {
  const why = 'not-compliant';
  if (fault === undefined || statement === undefined) return { why };
  const detail = fault(statement);
  if (detail === undefined)
    return { check: { name: 'policy', outcome: 'passed', detail: 'is compliant' }, why };
  return { check: { name: 'policy', outcome: 'failed', detail }, why };
}

function ofSigner({ signer }: Verified, { authority: { by }, demand }: Search): Step {
  const fail = (why: Why, detail: string): Step => ({
    check: { name: 'identity', outcome: 'failed', detail },
    why,
  });
  if (by.kind === 'key' || demand.signer.kind === 'key') {
    if (signer.kind !== 'key' || demand.signer.kind !== 'key')
      return fail('other-kind-of-signer', 'was made with a certificate, and the policy names keys');
    const known = demand.signer.keys.some(({ id }) => id === signer.keyId);
    return known
      ? { why: 'other-key' }
      : fail('other-key', `was made with key ${signer.keyId}, which the policy does not name`);
  }
  if (signer.kind !== 'keyless')
    return fail('other-kind-of-signer', 'was made with a key, and the policy names identities');
  const got = `${signer.subjects.map(({ value }) => value).join(', ')} (issuer ${signer.issuer})`;
  if (!isOneOf(by.identities, signer)) {
    const check = {
      name: 'identity',
      outcome: 'failed',
      detail: noneMatched(signer),
      expected: by.identities.map(inWords).join(', or '),
      got,
    } as const;
    return { check, why: 'other-identity' };
  }
  const detail = by.identities.length === 0 ? 'anybody may sign' : 'is one of those named';
  return { check: { name: 'identity', outcome: 'passed', detail, got }, why: 'other-identity' };
}
