// SPDX-License-Identifier: Apache-2.0
import type { Trouble } from '../evidence/evidence.ts';
import { parseReference } from './reference.ts';
import type { Verdict } from './verdict.ts';

/**
 * The verdict on an image whose tag could not be turned into a digest: it is denied, and says whether
 * there is no such image or the registry did not tell.
 */
export function unresolved(reference: string, trouble: Trouble | undefined, now: Date): Verdict {
  const denied = {
    image: reference,
    at: now.toISOString(),
    outcome: 'deny',
    policies: [],
  } as const;
  try {
    const { name, repository } = parseReference(reference);
    const kept = trouble ?? {
      reason: 'refused',
      place: name,
      message: 'the registry has no such image',
    };
    return {
      ...denied,
      policies: [],
      name: repository,
      reason: trouble === undefined ? 'no-digest' : 'could-not-tell',
      message: `invalid value: ${reference} must be an image digest`,
      trouble: [kept],
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'could not parse reference';
    return { ...denied, policies: [], name: '', reason: 'no-reference', message };
  }
}
