// SPDX-License-Identifier: Apache-2.0
import { verifyFound } from '../../core/evidence/verify.ts';
import type { PolicySet } from '../../core/policy/compiled.ts';
import { evaluate, type Image } from '../../core/policy/evaluate.ts';
import { type Grounds, groundsOf } from '../../core/policy/grounds.ts';
import { parseReference } from '../../core/policy/reference.ts';
import { sourcesOf } from '../../core/policy/sources.ts';
import type { Trusts } from '../../core/policy/trusts.ts';
import type { Reason, Verdict } from '../../core/policy/verdict.ts';
import type { Access } from './access.ts';

/** How many images are looked at side by side. */
const together = 16;

/**
 * Decides about each image: finds its digest, reads what the policies want to see, and evaluates. The
 * verdicts come in the order of the images; `seen` is told of each as it is made.
 */
export async function judgeAll(
  images: Image[],
  set: PolicySet,
  { access, trusts }: { access: Access; trusts: () => Trusts },
  seen: (count: number) => void,
): Promise<Verdict[]> {
  const grounds = groundsIn(trusts);
  const verdicts: Verdict[] = [];
  let next = 0;
  let done = 0;
  const judge = async (image: Image): Promise<Verdict> => {
    const found = await withDigest(image, access);
    if ('outcome' in found) return found;
    const wanted = sourcesOf(set.policies, found);
    const evidence = await Promise.all(
      wanted.map(({ subject }) => access.registry.collect(subject, access.keychain)),
    );
    return { ...evaluate(set, found, evidence, grounds(), new Date()), image: image.reference };
  };
  const worker = async () => {
    for (let at = next++; at < images.length; at = next++) {
      const image = images[at];
      if (image !== undefined) verdicts[at] = await judge(image);
      done += 1;
      seen(done);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  return verdicts;
}

/** The grounds of decisions now: kept as long as the trust stays what it is. */
function groundsIn(trusts: () => Trusts): () => Grounds {
  let kept: { under: Trusts; grounds: Grounds } | undefined;
  return () => {
    const under = trusts();
    if (kept?.under !== under) kept = { under, grounds: groundsOf(under, verifyFound) };
    return kept.grounds;
  };
}

/** The image by the digest that its tag stands for now; or the verdict that there is none to be had. */
export async function withDigest(
  image: Image,
  { registry, keychain }: Access,
): Promise<Image | Verdict> {
  const { reference } = image;
  let parsed: ReturnType<typeof parseReference>;
  try {
    parsed = parseReference(reference);
  } catch (error) {
    return denied(reference, 'no-reference', error instanceof Error ? error.message : 'no image');
  }
  if (parsed.kind === 'digest') return image;
  const resolved = await registry.resolve(parsed, keychain);
  if (resolved.kind === 'found') {
    return { ...image, reference: `${parsed.name}@${resolved.digest}` };
  }
  if (resolved.kind === 'absent') {
    return denied(reference, 'no-digest', `there is no ${parsed.name}`);
  }
  const { place, message } = resolved.trouble;
  return {
    ...denied(reference, 'could-not-tell', `could not read ${place}: ${message}`),
    trouble: [resolved.trouble],
  };
}

const denied = (image: string, reason: Reason, message: string): Verdict => ({
  image,
  name: '',
  at: new Date().toISOString(),
  outcome: 'deny',
  reason,
  message,
  policies: [],
});
