// SPDX-License-Identifier: Apache-2.0
import { type Subject, subjectOf } from '../evidence/subject.ts';
import type { Use } from '../evidence/verification.ts';
import { applies, type Workload } from './applies.ts';
import type { CompiledPolicy } from './compiled.ts';
import { namesOf } from './glob.ts';
import { parseReference } from './reference.ts';

/** A place where evidence about an image has to be collected before it can be judged. */
export interface WantedEvidence {
  subject: Subject;
  /** The names of the pull secrets that policies name for it; none: the image's own credentials. */
  pullSecrets: readonly string[];
  /** What the policies have a use for: signatures of the image, attestations about it, or both. */
  uses: readonly Use[];
}

/**
 * Where to look for what decides about the image: each place once, for each set of credentials once.
 * Policies that are broken or static want nothing.
 * @throws Error for an image that is no reference with a digest
 */
export function sourcesOf(
  policies: readonly CompiledPolicy[],
  image: { reference: string; workload?: Workload },
): WantedEvidence[] {
  const parsed = parseReference(image.reference);
  if (parsed.kind !== 'digest') throw new Error(`${image.reference} must be an image digest`);
  const names = namesOf(image.reference);
  const wanted = new Map<string, WantedEvidence>();
  for (const policy of policies) {
    if (policy.broken.length > 0 || !applies(policy, names, image.workload)) continue;
    for (const { way } of policy.authorities) {
      if (way.kind === 'static') continue;
      const { pullSecrets } = way.source;
      const subject = subjectOf(parsed, parsed.identifier, way.source);
      const key = JSON.stringify([subject, pullSecrets]);
      const use = way.attestations.length > 0 ? 'attestation' : 'signature';
      const uses = new Set(wanted.get(key)?.uses).add(use);
      wanted.set(key, { subject, pullSecrets, uses: [...uses] });
    }
  }
  return [...wanted.values()];
}
