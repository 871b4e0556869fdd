// SPDX-License-Identifier: Apache-2.0
import type { Trouble } from '../../core/evidence/evidence.ts';
import { evaluate, type Image } from '../../core/policy/evaluate.ts';
import { parseReference } from '../../core/policy/reference.ts';
import { sourcesOf, type WantedEvidence } from '../../core/policy/sources.ts';
import { unresolved } from '../../core/policy/unresolved.ts';
import type { Verdict } from '../../core/policy/verdict.ts';
import type { Resolved } from '../../registry/registry.ts';
import { type EvidenceMemory, type Held, isRecent } from '../evidence/memory.ts';
import type { Rules } from '../policies/rules.ts';
import type { Keychains, Puller } from './credentials.ts';
import { type Resolve, secretsFor } from './resolve.ts';

/** What decisions are made with. */
export interface Means {
  rules: () => Rules;
  memory: Pick<EvidenceMemory, 'known' | 'recent'>;
  keychains: Keychains;
  resolve: Resolve;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** A verdict; and what kept a denial from being looked at once more. */
export interface Judged {
  verdict: Verdict;
  again: Trouble[];
}

/**
 * Whether an image may run. What is known is enough for a pass. A denial stands on what was read in the
 * last seconds; where that reading fails, it stands on what was known before, and says so.
 * @throws Failure for credentials that cannot be read
 */
export async function judge(image: Image, puller: Puller, means: Means): Promise<Judged> {
  if (!hasDigest(image.reference)) {
    return { verdict: await withoutDigest(image, puller, means), again: [] };
  }
  const { set, grounds } = means.rules();
  const wanted = sourcesOf(set.policies, image);
  const decide = (held: Held[]): Verdict =>
    evaluate(
      set,
      image,
      held.map(({ evidence }) => evidence),
      grounds,
      new Date(means.clock()),
    );
  const known = await read(wanted, puller, means, 'known');
  const first = decide(known);
  const old = known.some((held) => !isRecent(held, means.clock()));
  if (first.outcome !== 'deny' || !old) return { verdict: first, again: [] };
  const recent = await read(wanted, puller, means, 'recent');
  const again = recent.flatMap(({ evidence }) => evidence.trouble);
  const second = decide(recent);
  if (second.outcome !== 'deny' || again.length === 0) return { verdict: second, again: [] };
  return { verdict: first, again };
}

function read(
  wanted: WantedEvidence[],
  puller: Puller,
  { memory, keychains }: Means,
  how: 'known' | 'recent',
): Promise<Held[]> {
  return Promise.all(
    wanted.map(async ({ subject, pullSecrets, uses }) => {
      const reader =
        pullSecrets.length === 0
          ? await keychains.ofImage(puller)
          : await keychains.ofSource(puller, pullSecrets);
      return memory[how](subject, reader, uses);
    }),
  );
}

function hasDigest(reference: string): boolean {
  try {
    return parseReference(reference).kind === 'digest';
  } catch {
    return false;
  }
}

/**
 * The digest that a tag stands for, read with what the pod and the policies that cover it have.
 * @throws Error for what is no reference
 */
export async function resolved(
  { reference, workload }: Image,
  puller: Puller,
  { rules, keychains, resolve }: Means,
): Promise<Resolved> {
  const tagged = parseReference(reference);
  const secrets = secretsFor(rules().set.policies, reference, workload);
  return resolve(tagged, await keychains.ofTag(puller, secrets));
}

/**
 * The denial of what has no digest: the mutating webhook gives one to whatever has one, so it is said
 * what the registry answers.
 */
async function withoutDigest(image: Image, puller: Puller, means: Means): Promise<Verdict> {
  const { reference } = image;
  const now = new Date(means.clock());
  try {
    parseReference(reference);
  } catch {
    return unresolved(reference, undefined, now);
  }
  const found = await resolved(image, puller, means);
  if (found.kind !== 'found') {
    return unresolved(reference, found.kind === 'trouble' ? found.trouble : undefined, now);
  }
  const { set, grounds } = means.rules();
  return evaluate(set, image, [], grounds, now);
}
