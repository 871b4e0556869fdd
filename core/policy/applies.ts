// SPDX-License-Identifier: Apache-2.0
import type { CompiledPolicy, Labels } from './compiled.ts';
import { compileGlob, type ImageNames } from './glob.ts';

/** The object that wants to run the image: the one that was written, a Deployment and not its Pods. */
export interface Workload {
  group: string;
  version: string;
  /** Plural and in lower case, as `deployments`. */
  resource: string;
  labels: Labels;
  /** What rules may look at; absent where the object itself is not at hand. */
  object?: {
    spec?: unknown;
    metadata?: unknown;
    typemeta: { kind: string; apiVersion: string };
  };
}

/**
 * Whether the policy has a say in the image, in the object if one is known. Without an object, `match`
 * excludes nothing.
 */
export function applies(policy: CompiledPolicy, names: ImageNames, workload?: Workload): boolean {
  const { globs, match } = policy;
  const covers = globs === 'everything' || globs.some((glob) => glob.covers(names));
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
  names: ImageNames,
): { policy: string; glob: string; instead: string } | undefined {
  for (const { name, globs } of policies) {
    for (const { text } of globs === 'everything' ? [] : globs) {
      if (!text.endsWith('/*')) continue;
      const instead = `${text}*`;
      if (compileGlob(instead).covers(names)) return { policy: name, glob: text, instead };
    }
  }
  return undefined;
}
