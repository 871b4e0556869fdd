// SPDX-License-Identifier: Apache-2.0
import { explainPolicy, named, whose } from './cure.ts';
import { plain } from './plain.ts';
import { whyNoReference } from './reference.ts';
import type {
  AttestationVerdict,
  AuthorityVerdict,
  Considered,
  MadeCheck,
  PolicyVerdict,
  Verdict,
} from './verdict.ts';

const words = { pass: 'passes', warn: 'passes with a warning', deny: 'is denied' } as const;

/**
 * The verdict for people, line by line: what was decided, then each policy with the reason and the cure,
 * then what was looked at, nearest miss first, down to the check that failed.
 */
export function explain(verdict: Verdict): string[] {
  const { image, outcome, reason, policies } = verdict;
  const message = reason === 'not-covered' ? 'no policy covers it' : verdict.message;
  return [
    `${image} ${words[outcome]}${message === undefined ? '' : `: ${message}`}`,
    ...(reason === 'no-reference' ? [`  ${whyNoReference(image)}`] : []),
    ...(reason === 'not-covered' ? [`  ${howToCover(verdict)}`] : []),
    ...policies.flatMap((policy) => explainOne(verdict, policy)).map((line) => `  ${line}`),
  ].map((line) => plain(line, 4_000));
}

function howToCover({ name, near }: Verdict): string {
  if (near === undefined)
    return `to cover it, give a policy the glob "${name.replace(/@.*$/, '')}"`;
  return `policy ${near.policy} has glob "${near.glob}"; "${near.instead}" would cover it`;
}

function explainOne(verdict: Verdict, policy: PolicyVerdict): string[] {
  const mode = policy.mode === 'warn' ? ' (warns only)' : '';
  const seen = [...policy.authorities.flatMap(authorityLines), ...ruleLines(policy)].map(
    (line) => `  ${line}`,
  );
  if (policy.outcome === 'pass') return [`policy ${policy.policy}${mode}: passes`, ...seen];
  const { why, cure } = explainPolicy(verdict, policy);
  return [`policy ${policy.policy}${mode}: ${why}`, `  ${cure}`, ...seen];
}

function ruleLines({ rule }: PolicyVerdict): string[] {
  if (rule === undefined) return [];
  return [rule.outcome === 'pass' ? 'rule passes' : `rule fails: ${rule.message}`];
}

function authorityLines(authority: AuthorityVerdict): string[] {
  const { kind, outcome, signatures, attestations, trouble, message, wants } = authority;
  const verb = outcome === 'pass' ? 'passes' : 'fails';
  const head = `authority ${authority.authority} ${verb}`;
  if (kind === 'static' || kind === 'broken')
    return [`${head}${message === '' ? '' : `: ${message}`}`];
  const wanted = wants.map(named).join(', or ');
  const certificate =
    wanted === '' ? 'a certificate, whoever it names' : `a certificate of ${wanted}`;
  return [
    `${head}; it wants ${kind === 'key' ? wanted : certificate}`,
    ...[
      ...trouble.map(({ place, message: what }) => `could not read ${place}: ${what}`),
      ...signatures.flatMap(consideredLines),
      ...attestations.flatMap(attestationLines),
    ].map((line) => `  ${line}`),
  ];
}

const attestationLines = ({ name, type, outcome, considered }: AttestationVerdict): string[] => [
  `attestation ${name} of ${type} ${standing(outcome, considered)}`,
  ...considered.flatMap(consideredLines).map((line) => `  ${line}`),
];

function standing(outcome: 'pass' | 'fail', considered: readonly Considered[]): string {
  if (outcome === 'pass') return 'is there';
  return considered.some(({ why }) => why === 'not-compliant') ? 'does not comply' : 'is missing';
}

/** What does not count though its cryptography holds. */
const proven = ['other-identity', 'other-format', 'other-type', 'not-compliant'];

function consideredLines({
  carrier,
  format,
  use,
  signer,
  why,
  counts,
  checks,
}: Considered): string[] {
  const what = `${use ?? 'something'} ${carrier.slice(0, 19)} (${format})`;
  const who =
    signer === undefined
      ? ''
      : ` ${counts || proven.includes(why ?? '') ? '' : 'said to be '}signed ${whose(signer)}`;
  return [
    `${what}${who} ${counts ? 'counts' : 'does not count'}`,
    ...checks.map((check) => `  ${checkLine(check)}`),
  ];
}

function checkLine({ name, outcome, detail, expected, got }: MadeCheck): string {
  if (outcome !== 'failed') return `${name} ${outcome}: ${detail}`;
  if (name === 'identity' && expected !== undefined && got !== undefined) {
    return `identity failed: expected ${expected}; got ${got}`;
  }
  const wanted = expected === undefined ? '' : `; expected ${expected}`;
  return `${name} failed: ${detail}${wanted}${got === undefined ? '' : `; got ${got}`}`;
}
