// SPDX-License-Identifier: Apache-2.0
import {
  type ClusterImagePolicySpec,
  clusterImagePolicySpec,
} from '../../core/policy/cluster-image-policy.ts';
import type { Reason } from '../../core/policy/verdict.ts';
import type { SigningCase } from '../real/sigstore/cases.ts';
import { names, stamped, unlogged } from './expected.ts';

/** Who signed, as policies name them. */
export interface Named {
  /** The issuers' URL, without the kind of token. */
  issuers: string;
  /** The signer's public key and one that signed nothing, in PEM. */
  key: string;
  otherKey: string;
}

/** A policy about a case's image, and what is to come of it. */
export interface Demanding {
  spec: ClusterImagePolicySpec;
  /** `pass`, or the reason of the denial. */
  expected: 'pass' | Reason;
}

const provenance = { name: 'built', predicateType: 'slsaprovenance1' };

/** Policies that name the case's signer, and what it made, more or less exactly. */
export function demandingOf(row: SigningCase, named: Named): Record<string, Demanding> {
  const { by, name, verb } = row;
  const issuer = `${named.issuers}/${by}`;
  const subject = by === 'key' ? '' : names[by].value;
  const keyless = (identity: object) => ({ keyless: { identities: [identity] } });
  const own = by === 'key' ? { key: { data: named.key } } : keyless({ issuer, subject });
  const other =
    by === 'key'
      ? { key: { data: named.otherKey } }
      : keyless({ issuer, subject: `${subject}.example` });
  // A key asks for a log only where it is told to; keyless asks for one unless it is told of a timestamp.
  const logged = !unlogged.test(name);
  const proof = by === 'key' || logged ? {} : { rfc3161timestamp: {} };
  const made = verb === 'attest' ? { attestations: [provenance] } : {};
  const notMade = verb === 'attest' ? {} : { attestations: [provenance] };
  const format = row.leaves === 'bundle referrer' ? 'bundle' : 'legacy';
  const otherFormat = format === 'bundle' ? 'legacy' : 'bundle';
  const of = (authority: object, expected: Demanding['expected']): Demanding => ({
    spec: clusterImagePolicySpec.parse({ images: [{ glob: '**' }], authorities: [authority] }),
    expected,
  });
  const all = { ...own, ...proof, ...made };
  return {
    'the signer and the format': of({ ...all, signatureFormat: format }, 'pass'),
    'somebody else': of({ ...other, ...proof, ...made }, 'signed-by-somebody-else'),
    'what was not made': of({ ...own, ...proof, ...notMade }, 'not-signed'),
    'another format': of({ ...all, signatureFormat: otherFormat }, 'does-not-verify'),
    'an entry in the log': of(
      { ...all, ctlog: { url: 'https://rekor.sigstore.dev' } },
      logged ? 'pass' : 'does-not-verify',
    ),
    'a timestamp': of(
      { ...own, ...made, rfc3161timestamp: {} },
      stamped.test(name) ? 'pass' : 'does-not-verify',
    ),
    'nothing from a registry': of({ static: { action: 'fail' } }, 'forbidden'),
  };
}
