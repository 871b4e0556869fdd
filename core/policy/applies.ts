// SPDX-License-Identifier: Apache-2.0
import type { CompiledPolicy, Labels } from './compiled.ts';
import { globMatches } from './glob.ts';

/** The object that wants to run the image: the one that was written, a Deployment and not its Pods. */
export interface Workload {
  group: string;
  version: string;
  /** Plural and in lower case, as `deployments`. */
  resource: string;
  labels: Labels;
}

/**
 * Whether the policy has a say in the image, in the object if one is known. Without an object, `match`
 * excludes nothing.
 * @throws Error for an image that is no reference
 */
export function applies(policy: CompiledPolicy, image: string, workload?: Workload): boolean {
  const { globs, match } = policy;
  const covers = globs === 'everything' || globs.some((glob) => globMatches(glob, image));
  if (!covers || workload === undefined || match.length === 0) return covers;
  return match.some(
    ({ group, version, resource, selects }) =>
      resource === workload.resource.toLowerCase() &&
      group === workload.group &&
      (version === '*' || version === workload.version) &&
      selects(workload.labels),
  );
}

/** The first glob that would cover the image if its last star reached across slashes. */
export function almostCovers(
  policies: readonly CompiledPolicy[],
  image: string,
): { policy: string; glob: string; instead: string } | undefined {
  for (const { name, globs } of policies) {
    for (const glob of globs === 'everything' ? [] : globs) {
      const instead = `${glob}*`;
      if (/\/\*$/.test(glob) && globMatches(instead, image)) return { policy: name, glob, instead };
    }
  }
  return undefined;
}
