// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { asFailure, type Failure } from '../../core/errors.ts';
import type { Kube, Listing } from './api.ts';
import { KubeFailure } from './failure.ts';
import { type KubeObject, nameOf } from './object.ts';
import type { Resource } from './resources.ts';

/** All objects of a kind in memory, as the API server last told. */
export interface Informer<Kept> {
  /** Resolves once everything that exists was seen. It never rejects: it goes on trying. */
  synced: Promise<void>;
  /** Whether everything that exists was seen. */
  isSynced: () => boolean;
  /** By name, or `namespace/name`. */
  get: (key: string) => Kept | undefined;
  all: () => Iterable<Kept>;
  /** Milliseconds since the server last said anything of these objects; Infinity before it did. */
  silentFor: () => number;
  stop: () => void;
}

export interface InformerOptions<Kept> extends Omit<Listing, 'signal'> {
  /** What of an object is kept: little of a lot saves memory. Undefined keeps nothing of it. */
  keep: (object: KubeObject) => Kept | undefined;
  /** Told of each object that came, changed or went (`now` undefined), the first ones included. */
  changed?: (key: string, now: Kept | undefined, before: Kept | undefined) => void;
  /** Told of each failure; it is tried again by itself. */
  troubled?: (failure: Failure) => void;
}

/** The shortest and the longest time before the server is asked again, in milliseconds. */
const backoff = { first: 200, most: 10_000 };
/** After so many failures in a row it is listed again: a server may know no more what it said before. */
const relisted = 3;
/** A watch that says nothing for so long is dead: the server sends a bookmark every minute. */
const dead = 150_000;

/**
 * Keeps all objects of a kind: lists them, watches from there, goes on where a watch ends, and lists
 * again when the server no longer knows that version. Through an outage what was last known stays.
 */
export function informer<Kept>(
  kube: Kube,
  resource: Resource,
  options: InformerOptions<Kept>,
): Informer<Kept> {
  const kept = new Map<string, Kept>();
  const stopped = new AbortController();
  let told = Number.NEGATIVE_INFINITY;
  let complete = false;
  let finished: () => void = () => undefined;
  const synced = new Promise<void>((resolve) => {
    finished = resolve;
  });

  const put = (key: string, now: Kept | undefined) => {
    const before = kept.get(key);
    if (now === undefined) kept.delete(key);
    else kept.set(key, now);
    if (now !== undefined || before !== undefined) options.changed?.(key, now, before);
  };
  const heard = () => {
    told = Date.now();
  };

  const list = async (): Promise<string> => {
    const seen = new Set<string>();
    let version = '';
    for await (const page of kube.pages(resource, { ...options, signal: stopped.signal })) {
      heard();
      version = page.resourceVersion;
      for (const object of page.items) {
        seen.add(nameOf(object));
        put(nameOf(object), options.keep(object));
      }
    }
    for (const key of [...kept.keys()]) if (!seen.has(key)) put(key, undefined);
    complete = true;
    finished();
    return version;
  };

  const watch = async (from: string, reached: (version: string) => void): Promise<void> => {
    const quiet = new AbortController();
    const signal = AbortSignal.any([stopped.signal, quiet.signal]);
    let alarm = setTimeout(() => quiet.abort(), dead);
    try {
      for await (const { type, object } of kube.watch(resource, from, { ...options, signal })) {
        clearTimeout(alarm);
        alarm = setTimeout(() => quiet.abort(), dead);
        heard();
        if (type === 'DELETED') put(nameOf(object), undefined);
        else if (type !== 'BOOKMARK') put(nameOf(object), options.keep(object));
        reached(object.metadata.resourceVersion ?? from);
      }
    } finally {
      clearTimeout(alarm);
    }
  };

  const run = async (): Promise<void> => {
    let version: string | undefined;
    let failures = 0;
    while (!stopped.signal.aborted) {
      try {
        version ??= await list();
        await watch(version, (reached) => {
          version = reached;
          failures = 0;
        });
      } catch (error) {
        if (stopped.signal.aborted) return;
        failures += 1;
        const gone = !(error instanceof KubeFailure) || error.status === 410;
        if (gone || failures % relisted === 0) version = undefined;
        options.troubled?.(asFailure(error));
      }
      await sleep(pause(failures), undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  void run();
  return {
    synced,
    isSynced: () => complete,
    get: (key) => kept.get(key),
    all: () => kept.values(),
    silentFor: () => Date.now() - told,
    stop: () => stopped.abort(),
  };
}

/** Longer with each failure in a row, and never the same for two that failed together. */
function pause(failures: number): number {
  const longest = Math.min(backoff.first * 2 ** failures, backoff.most);
  return longest / 2 + (Math.random() * longest) / 2;
}
