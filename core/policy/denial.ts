// SPDX-License-Identifier: Apache-2.0
import { closestAuthority } from './closest.ts';
import { explainPolicy, remedy } from './cure.ts';
import { type FieldError, formatFieldErrors } from './field-errors.ts';
import { plain } from './plain.ts';
import { whyNoReference } from './reference.ts';
import type { PolicyVerdict, Verdict } from './verdict.ts';

/** What was decided about the image in one field of an object. */
export interface PlacedVerdict {
  /** As `spec.containers[0].image`. */
  place: string;
  verdict: Verdict;
}

/**
 * What a webhook says of the images that it denies, in upstream's grammar; empty if it denies none. Where
 * a signature is lacking the first lines are the walkthrough's. Then come, for each policy, the reason
 * and the cure.
 */
export function denialOf(verdicts: readonly PlacedVerdict[]): string {
  const denied = verdicts.filter(({ verdict }) => verdict.outcome === 'deny');
  if (denied.length === 0) return '';
  return `validation failed: ${formatFieldErrors(denied.flatMap((each) => said(each, 'enforce')))}`;
}

/** What a webhook says of the images that it lets pass with a warning, and of those it denies besides. */
export const warningOf = (verdicts: readonly PlacedVerdict[]): string =>
  formatFieldErrors(verdicts.flatMap((each) => said(each, 'warn')));

function said({ place, verdict }: PlacedVerdict, mode: PolicyVerdict['mode']): FieldError[] {
  const { name, image, policies, message = 'could not decide', near } = verdict;
  const paths = [place];
  const general = verdict.outcome === (mode === 'warn' ? 'warn' : 'deny');
  if (policies.length === 0) {
    if (!general) return [];
    if (verdict.reason !== 'not-covered') return [{ message, paths, details: further(verdict) }];
    const hint =
      near && `policy ${near.policy} has glob "${near.glob}"; "${near.instead}" would cover it`;
    return [{ message, paths, details: [image, ...(hint === undefined ? [] : [hint])].join('\n') }];
  }
  const failing = policies.filter((each) => each.outcome === 'fail' && each.mode === mode);
  const unsigned = failing.filter(lacksSignature);
  const others = failing.filter((each) => !lacksSignature(each));
  const reasons = (about: PolicyVerdict[]) =>
    about.flatMap((policy) => {
      const { why, cure } = explainPolicy(verdict, policy);
      return [`policy ${policy.policy}: ${why}`, `  ${cure}`];
    });
  return [
    ...(unsigned.length === 0
      ? []
      : [
          {
            message: 'no matching signatures:\n',
            paths,
            details: [name, ...reasons(unsigned)].join('\n'),
          },
        ]),
    ...others.map((policy) => ({
      message: `failed policy: ${policy.policy}`,
      paths,
      details: [`${image} ${upstream(policy)}`, ...reasons([policy])].join('\n'),
    })),
  ];
}

/** Why not even the digest is known: what was written is no reference, or a registry is to blame. */
function further({ image, reason, trouble = [], name }: Verdict): string {
  if (reason === 'no-reference') return whyNoReference(image) ?? '';
  return trouble
    .map(({ place, message }) => `could not tell its digest: ${place}: ${message}`)
    .concat(trouble.length === 0 ? [] : [`  ${remedy(trouble, name)}`])
    .join('\n');
}

/** Whether nothing but a signature that counts is lacking. */
function lacksSignature(policy: PolicyVerdict): boolean {
  if (policy.rule !== undefined) return false;
  const authority = closestAuthority(policy);
  if (authority === undefined || authority.attestations.length > 0) return false;
  return ['not-signed', 'signed-by-somebody-else', 'does-not-verify'].includes(policy.reason ?? '');
}

const upstream = ({ authorities, broken, rule }: PolicyVerdict): string =>
  [
    ...broken,
    ...(rule === undefined ? [] : [plain(rule.message, 2_000)]),
    ...authorities.flatMap(({ message }) => message || []),
  ].join(' ');
