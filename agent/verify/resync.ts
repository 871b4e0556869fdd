// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '../../core/errors.ts';
import { informer, type Kube, resources } from '../kube.ts';
import { policyNamespace, resyncAnnotation, resyncMap } from '../names.ts';

/** How often what fails is read again, in milliseconds, if nobody says otherwise; and what may be said. */
const usual = 10_000;
const bounds = { least: 5_000, most: 3_600_000 };

interface Resync {
  every: () => number;
  stop: () => void;
}

/** For whoever has no business in the policies' namespace. */
export const usualResync: Resync = { every: () => usual, stop: () => undefined };

/** How often images that fail are read again: what the cluster's administrator set, kept current. */
export function resyncOf(kube: Kube, troubled: (failure: Failure) => void): Resync {
  const watch = informer(kube, resources.configMaps, {
    namespace: policyNamespace,
    fields: `metadata.name=${resyncMap}`,
    keep: ({ metadata }) => readDuration(metadata.annotations?.[resyncAnnotation] ?? ''),
    troubled,
  });
  return {
    every: () => watch.get(`${policyNamespace}/${resyncMap}`) ?? usual,
    stop: watch.stop,
  };
}

const units: { [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `20s`, `1m30s`, within the bounds, in milliseconds; undefined for what is no duration. */
export function readDuration(text: string): number | undefined {
  if (!/^(?:\d{1,6}[smh])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([smh])/g)];
  const sum = parts.reduce(
    (all, [, count, unit]) => all + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  );
  return Math.min(Math.max(sum, bounds.least), bounds.most);
}
