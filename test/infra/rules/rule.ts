// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '../resources.ts';

/** Something that no offline check of Terraform finds, and that must hold of what is deployed. */
export interface Rule {
  /** A sentence that holds where the rule is kept. */
  says: string;
  /** What breaks it: addresses, with what is wrong. */
  broken: (all: Resource[]) => string[];
}

/** Applies to each resource of the types. */
export const each =
  (types: string | string[], wrong: (resource: Resource, all: Resource[]) => unknown) =>
  (all: Resource[]): string[] =>
    all
      .filter(({ type }) => [types].flat().includes(type))
      .filter((resource) => wrong(resource, all))
      .map(({ address }) => address);

/** What stands at the path, through the lists that blocks are. */
export function at(resource: Resource, path: string): unknown {
  let value: unknown = resource.values;
  for (const step of path.split('.')) {
    const block = Array.isArray(value) ? value[0] : value;
    value = typeof block === 'object' && block !== null ? Reflect.get(block, step) : undefined;
  }
  return value;
}

export const text = (resource: Resource, path: string): string => String(at(resource, path) ?? '');

/** All blocks of the name. */
export function blocks(resource: Resource, name: string): Resource[] {
  const found = resource.values[name];
  return (Array.isArray(found) ? found : []).map((values) => ({ ...resource, values }));
}

export const ofType = (all: Resource[], type: string): Resource[] =>
  all.filter((resource) => resource.type === type);

/** Grants: whatever gives a role to a member. */
export const grants = (all: Resource[]): Resource[] =>
  all.filter(({ type }) => /_iam_(member|binding|policy)$/.test(type));
