// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../build/cache.ts';
import type { PartName } from '../build/parts.ts';

export type Component =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubectl'
  | 'kwok';

const all: Component[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
];

/** The kubeconfig of a cluster to use as it is; never a person's own by accident. */
export const givenKubeconfig = (): string | undefined => process.env['ENFORCE_KUBECONFIG'];

const partOf = (component: Component): PartName => (component === 'kwok' ? 'kwok' : 'kube');

/** In the folder of programs that envtest fills, if there is one: it may lack some. */
function asset(component: Component): string | undefined {
  const folder = process.env['KUBEBUILDER_ASSETS'];
  const file = folder === undefined ? undefined : join(folder, component);
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** The program of a component and the arguments to begin with. */
export function component(name: Component): { file: string; args: string[] } {
  const given = asset(name);
  if (given !== undefined) return { file: given, args: [] };
  const file = program(partOf(name));
  return { file, args: name === 'kwok' ? [] : [name] };
}

/** The parts that a cluster needs here, to be named to `describeReal`. */
export function clusterParts(): PartName[] {
  const needed = givenKubeconfig() === undefined ? all : (['kubectl'] as const);
  const without = needed.filter((name) => asset(name) === undefined);
  return [...new Set(without.map(partOf))];
}
