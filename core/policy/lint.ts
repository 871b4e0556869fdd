// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../errors.ts';
import type { Authority, ClusterImagePolicySpec } from './cluster-image-policy.ts';
import { compileSelector } from './compile-selector.ts';
import { lintAuthority } from './lint-authority.ts';
import { lintGlob } from './lint-glob.ts';
import { denies, lintRule } from './lint-rule.ts';
import { groupOf } from './resources.ts';

/** What is allowed and yet cannot mean what it says, each with the cure. */
export function lint(spec: ClusterImagePolicySpec): Fault[] {
  const images = spec.images ?? [];
  const authorities = spec.authorities ?? [];
  return [
    ...images.flatMap(({ glob }, index) =>
      lintGlob(glob ?? '').map((fault) => ({ place: `spec.images[${index}].glob`, fault })),
    ),
    ...authorities.flatMap((each, index) => lintAuthority(each, `spec.authorities[${index}]`)),
    ...lintNames(authorities),
    ...(spec.match ?? []).flatMap((each, index) =>
      lintMatch(each).map((fault) => ({ place: `spec.match[${index}]`, fault })),
    ),
    ...(spec.policy === undefined ? [] : lintRule(spec.policy, 'spec.policy')),
  ];
}

function lintNames(authorities: Authority[]): Fault[] {
  const names = authorities.map(({ name }) => name ?? '');
  return names.flatMap((name, index) =>
    name !== '' && names.indexOf(name) < index
      ? [
          {
            place: `spec.authorities[${index}].name`,
            fault: `"${name}" names two authorities; upstream one hides the other's result`,
          },
        ]
      : [],
  );
}

function lintMatch({
  resource = '',
  version = '',
  group = '',
  selector,
}: NonNullable<ClusterImagePolicySpec['match']>[number]): string[] {
  const wanted = groupOf(resource);
  if (resource === '') return ['without a resource it matches nothing'];
  return [
    ...lintSelector(selector),
    ...(version === ''
      ? ['without a version it matches nothing; add version: "v1" (or "*" for any)']
      : []),
    ...(wanted !== undefined && wanted !== group
      ? [`${resource} are in group "${wanted}": it matches nothing; write group: "${wanted}"`]
      : []),
  ];
}

function lintSelector(selector: Parameters<typeof compileSelector>[0]): string[] {
  try {
    compileSelector(selector);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : 'the selector is none';
    return [`${why}: ${denies}`];
  }
}
