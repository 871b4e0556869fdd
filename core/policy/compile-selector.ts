// SPDX-License-Identifier: Apache-2.0
import type { ClusterImagePolicySpec } from './cluster-image-policy.ts';
import type { Labels } from './compiled.ts';

type Selector = NonNullable<NonNullable<ClusterImagePolicySpec['match']>[number]['selector']>;
type Requirement = NonNullable<Selector['matchExpressions']>[number];

/**
 * A label selector of Kubernetes: all that it requires must hold; without one, any labels do.
 * @throws Error for an operator that there is not, or values that do not go with it
 */
export function compileSelector(selector: Selector | undefined): (labels: Labels) => boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(
    ([name, value]) =>
      (labels: Labels) =>
        labelOf(labels, name) === value,
  );
  const all = [...equal, ...(selector?.matchExpressions ?? []).map(compileRequirement)];
  return (labels) => all.every((holds) => holds(labels));
}

function compileRequirement({ key, operator, values }: Requirement): (labels: Labels) => boolean {
  const among = new Set(values ?? []);
  const wantsValues = operator === 'In' || operator === 'NotIn';
  if (wantsValues === (among.size === 0)) {
    throw new Error(`a selector's ${operator} on ${key} has ${among.size} values`);
  }
  switch (operator) {
    case 'In':
      return (labels) => among.has(labelOf(labels, key) ?? '') && Object.hasOwn(labels, key);
    case 'NotIn':
      return (labels) => !Object.hasOwn(labels, key) || !among.has(labelOf(labels, key) ?? '');
    case 'Exists':
      return (labels) => Object.hasOwn(labels, key);
    case 'DoesNotExist':
      return (labels) => !Object.hasOwn(labels, key);
    default:
      throw new Error(`a selector knows no operator ${operator}`);
  }
}

const labelOf = (labels: Labels, name: string): string | undefined =>
  Object.hasOwn(labels, name) ? labels[name] : undefined;
