// SPDX-License-Identifier: Apache-2.0
import type { Trouble } from '../evidence/evidence.ts';
import type { Signer } from '../evidence/signer.ts';
import { closestAuthority, closestMiss } from './closest.ts';
import { inWords } from './identity.ts';
import { missOf } from './nearest.ts';
import { plain } from './plain.ts';
import type { AuthorityVerdict, Considered, PolicyVerdict, Verdict, Wants } from './verdict.ts';

/** Why something does not pass, and what to do about it: a sentence each, without a full stop. */
export interface Explanation {
  why: string;
  cure: string;
}

/** Why the policy fails, by the authority that came nearest to being met. */
export function explainPolicy({ name }: Verdict, policy: PolicyVerdict): Explanation {
  const { rule } = policy;
  if (rule?.outcome === 'fail') {
    const cure =
      policy.reason === 'could-not-tell'
        ? 'give the object: chainctl policies test --resource FILE'
        : 'use another image, or change the policy';
    return { why: plain(rule.message, 2_000), cure };
  }
  const authority = closestAuthority(policy);
  if (policy.broken.length > 0 || authority === undefined) {
    const broken =
      policy.reason === 'defect' ? '' : 'the policy is broken and so denies what it covers: ';
    return {
      why: `${broken}${policy.broken.join('; ').replaceAll('\n', ', ')}`,
      cure: `mend it: chainctl policies edit ${policy.policy}`,
    };
  }
  return explainAuthority(authority, name);
}

function explainAuthority(authority: AuthorityVerdict, name: string): Explanation {
  const { wants, source, trouble, message, kind } = authority;
  const failed = authority.attestations.find(({ outcome }) => outcome === 'fail');
  const nearest = closestMiss(authority);
  const withKey = kind === 'key' ? ' --key KEY' : '';
  const command =
    failed === undefined
      ? `cosign sign${withKey} ${name}`
      : `cosign attest --type ${failed.type} --predicate FILE${withKey} ${name}`;
  const verb = failed === undefined ? 'sign' : 'attest';
  const what = failed === undefined ? 'a signature' : `an attestation of ${failed.type}`;
  switch (authority.reason) {
    case 'not-signed':
      return {
        why: `nobody has ${failed === undefined ? 'signed it' : `attested ${failed.type} of it`} (looked in ${source?.repository ?? 'no place'})`,
        cure: `${verb} it: ${command}`,
      };
    case 'signed-by-somebody-else':
      return nearest === undefined ? { why: message, cure: command } : stranger(nearest, wants);
    case 'does-not-verify':
      return {
        why: `${what}${nearest === undefined ? '' : by(nearest)} does not verify: ${nearest === undefined ? message : missOf(nearest)}`,
        cure: `${verb} it again: ${command}`,
      };
    case 'could-not-tell':
      return {
        why: `could not tell: ${trouble.map((each) => plain(`${each.place}: ${each.message}`)).join('; ')}`,
        cure: remedy(trouble, source?.repository ?? ''),
      };
    case 'no-digest':
      return {
        why: message,
        cure: 'push it to a registry, sign it there, and run it by that name',
      };
    default:
      return { why: message, cure: 'use another image, or change the policy' };
  }
}

function stranger({ signer, why }: Considered, wants: readonly Wants[]): Explanation {
  const wanted = wants.map(named).join(', or ');
  const said = `signed ${signer === undefined ? 'by somebody unknown' : whose(signer)}, policy wants ${wanted || 'a certificate of its CA'}`;
  if (signer?.kind !== 'keyless' || why === 'other-kind-of-signer')
    return { why: said, cure: 'sign it as the policy wants, or add the signer to the policy' };
  const [subject = ''] = signer.subjects.map(({ value }) => plain(value));
  const add = [`issuer: ${plain(signer.issuer)}`, `subject: ${subject}`];
  const near = wants.some((each) => each.kind === 'keyless' && each.issuer?.text === signer.issuer);
  return {
    why: said,
    cure: `if they may sign, add ${near ? `\`${add[1]}\`` : `\`${add.join('` and `')}\``} to the policy's identities; or sign it as one of those`,
  };
}

const by = ({ signer }: Considered): string =>
  signer === undefined ? '' : ` said to be ${whose(signer)}`;

/** `by NAME (issuer URL)`, or `with key ID`. */
export const whose = (signer: Signer): string =>
  signer.kind === 'key'
    ? `with key ${short(signer.keyId)}`
    : `by ${signer.subjects.map(({ value }) => plain(value)).join(', ') || 'nobody named'} (issuer ${plain(signer.issuer) || 'not named'})`;

/** Somebody who would do, in a few words. */
export const named = (wants: Wants): string =>
  wants.kind === 'key' ? `key ${short(wants.keyId)}` : inWords(wants);

const short = (keyId: string): string => `sha256:${keyId.slice(0, 12)}`;

/** What to do about a registry that kept something back. */
export function remedy(trouble: readonly Trouble[], repository: string): string {
  const [host = 'the registry'] = repository.split('/', 1);
  switch (trouble[0]?.reason) {
    case 'refused':
      return `give credentials for ${host}: docker login ${host}, an imagePullSecret, or signaturePullSecrets in the policy`;
    case 'rate-limited':
      return `wait, or give credentials for ${host}`;
    case 'malformed':
    case 'too-large':
      return `look at what lies in ${repository}`;
    default:
      return `try again; ${host} must be reachable from here`;
  }
}
