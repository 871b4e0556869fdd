// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { asFailure, type Failure } from '../core/errors.ts';
import { type Kube, type KubeObject, resources } from './kube.ts';

export interface Leadership {
  /** Whether this replica leads now. It is false before another can be true. */
  isLeader: () => boolean;
  /** Is called at each change. */
  onChange: (listener: (leads: boolean) => void) => void;
  /** Gives the lead away, so that nobody has to wait for it to run out. */
  stop: () => Promise<void>;
}

export interface ElectionOptions {
  namespace: string;
  /** The Lease that all replicas contend for. */
  name: string;
  /** This replica, as no other is called. */
  identity: string;
  troubled?: (failure: Failure) => void;
  times?: Partial<typeof times>;
}

/**
 * So long a lead lasts that is not renewed; so long the leader goes on that cannot renew it; so often
 * it is renewed or asked for: client-go's times, in milliseconds.
 */
const times = { lasting: 15_000, giveUp: 10_000, retry: 2_000 };

const spec = z.looseObject({
  holderIdentity: z.string().nullish(),
  renewTime: z.string().nullish(),
  leaseDurationSeconds: z.number().nullish(),
  leaseTransitions: z.number().nullish(),
});

/**
 * Elects one replica by a Lease, as Kubernetes' own controllers do. Clocks of others are not trusted: a
 * lead has run out when its Lease was seen unchanged for as long as it lasts.
 */
export function elect(kube: Kube, options: ElectionOptions): Leadership {
  const { namespace, name, identity } = options;
  const { lasting, giveUp, retry } = { ...times, ...options.times };
  const listeners: ((leads: boolean) => void)[] = [];
  const stopped = new AbortController();
  let renewed = Number.NEGATIVE_INFINITY;
  let leads = false;
  let expiry: NodeJS.Timeout | undefined;
  let seen: { version: string | undefined; at: number } = { version: undefined, at: 0 };

  const set = (now: boolean) => {
    if (leads === now) return;
    leads = now;
    for (const listener of listeners) listener(now);
  };
  const isLeader = () => leads && performance.now() - renewed < giveUp;
  const claim = (transitions: number, before: z.infer<typeof spec>, released = false) => ({
    ...before,
    holderIdentity: released ? '' : identity,
    leaseDurationSeconds: Math.ceil(lasting / 1000),
    renewTime: new Date().toISOString().replace('Z', '000Z'),
    leaseTransitions: transitions,
  });
  const attempt = async (): Promise<void> => {
    const began = performance.now();
    const found = await kube.get(resources.leases, name, namespace);
    const metadata = { name, namespace };
    if (found === undefined) {
      await kube.create(resources.leases, { metadata, spec: claim(0, {}) });
    } else {
      const before = spec.parse(found['spec'] ?? {});
      if (!mayTake(found, before)) return set(false);
      const transitions =
        (before.leaseTransitions ?? 0) + (before.holderIdentity === identity ? 0 : 1);
      await kube.replace(resources.leases, { ...found, spec: claim(transitions, before) });
    }
    renewed = began;
    clearTimeout(expiry);
    // Also while a request for its renewal hangs.
    expiry = setTimeout(() => set(isLeader()), giveUp);
    expiry.unref();
    set(true);
  };
  const mayTake = (found: KubeObject, { holderIdentity }: z.infer<typeof spec>): boolean => {
    const version = found.metadata.resourceVersion;
    if (version !== seen.version) seen = { version, at: performance.now() };
    if (!holderIdentity || holderIdentity === identity) return true;
    return performance.now() - seen.at > lasting;
  };
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await attempt().catch((error: unknown) => options.troubled?.(asFailure(error)));
      if (!isLeader()) set(false);
      await sleep(retry, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    isLeader,
    onChange: (listener) => void listeners.push(listener),
    stop: async () => {
      stopped.abort();
      await running;
      clearTimeout(expiry);
      if (!leads) return;
      set(false);
      const found = await kube.get(resources.leases, name, namespace).catch(() => undefined);
      const before = spec.parse(found?.['spec'] ?? {});
      if (found === undefined || before.holderIdentity !== identity) return;
      const free = { ...found, spec: claim(before.leaseTransitions ?? 0, before, true) };
      await kube.replace(resources.leases, free).catch(() => undefined);
    },
  };
}
