// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { asFailure, type Failure } from '../../core/errors.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import { type Grounds, groundsOf } from '../../core/policy/grounds.ts';
import type { Trusted } from '../../core/policy/trusts.ts';
import { informer, type Kube, type KubeObject, type Resource, resources } from '../kube.ts';
import { policyNamespace, settingsMap } from '../names.ts';
import { type KeyReader, keyReader } from './key-material.ts';
import { noMatchOf, nothingYet, type Rules, type RulesInForce } from './rules.ts';
import { compiled, namedKeys, type StoredPolicy, storedPolicy } from './stored-policy.ts';
import { trustedBy } from './trust-roots.ts';

export interface InForceOptions {
  /** Whom to believe where no TrustRoot is named. */
  trust: Trusted;
  /** Told of each failure; it is tried again by itself. */
  troubled?: (failure: Failure) => void;
  keys?: KeyReader;
  /** How often keys that policies only name are read anew, in milliseconds. */
  every?: number;
}

/** So long several changes are waited for before they are taken together, in milliseconds. */
const settling = 20;

const settings = z.looseObject({
  data: z.looseObject({ 'no-match-policy': z.string().optional() }).nullish(),
});

/**
 * Keeps the policies of the cluster compiled: watches ClusterImagePolicies, TrustRoots and the settings,
 * reads the keys that they name, and compiles a policy once per change of it. Until everything was
 * seen, nothing passes.
 */
export async function rulesInForce(kube: Kube, options: InForceOptions): Promise<RulesInForce> {
  const keys = options.keys ?? keyReader(kube);
  const stored = new Map<string, StoredPolicy>();
  const ready = new Map<string, CompiledPolicy>();
  const roots = new Map<string, Trusted>();
  const listeners: ((rules: Rules) => void)[] = [];
  let noMatch = noMatchOf(undefined);
  let rules: Rules = {
    set: { policies: [nothingYet], noMatch },
    grounds: grounded(options.trust, roots),
    revision: 0,
  };
  let all = false;
  let trustChanged = false;
  let stale = new Set<string>();

  const named = () => {
    const each = [...stored.values()].map(namedKeys);
    return { secrets: each.flatMap((one) => one.secrets), kms: each.flatMap((one) => one.kms) };
  };
  /** Compiles what changed and puts it in force as a whole. */
  const take = async (): Promise<void> => {
    const taken = stale;
    stale = new Set();
    const material = await keys.material(named());
    for (const name of taken) {
      const policy = stored.get(name);
      if (policy === undefined) ready.delete(name);
      else ready.set(name, compiled(policy, material));
    }
    const policies = [...ready.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const grounds = trustChanged ? grounded(options.trust, roots) : rules.grounds;
    trustChanged = false;
    if (!all) return;
    rules = { set: { policies, noMatch }, grounds, revision: rules.revision + 1 };
    for (const listener of listeners) listener(rules);
  };
  const turns = inTurn(() =>
    take().catch((error: unknown) => options.troubled?.(asFailure(error))),
  );

  const watch = <Kept>(
    resource: Resource,
    keep: (object: KubeObject) => Kept,
    changed: (name: string, now: Kept | undefined, before: Kept | undefined) => boolean,
    place: { namespace?: string; fields?: string } = {},
  ) =>
    informer(kube, resource, {
      ...place,
      keep,
      changed: (key, now, before) => {
        if (changed(key, now, before)) turns.soon();
      },
      ...(options.troubled === undefined ? {} : { troubled: options.troubled }),
    });
  const version = async (resource: Resource): Promise<Resource> => {
    const served = await kube.served(resource.group);
    return {
      ...resource,
      version: served.includes('v1alpha1') ? 'v1alpha1' : (served[0] ?? 'v1alpha1'),
    };
  };
  const watches = [
    watch(await version(resources.clusterImagePolicies), storedPolicy, (name, now, before) => {
      if (JSON.stringify(now) === JSON.stringify(before)) return false;
      if (now === undefined) stored.delete(name);
      else stored.set(name, now);
      stale.add(name);
      return true;
    }),
    watch(resources.trustRoots, trustedBy, (name, now) => {
      if (now === undefined) roots.delete(name);
      else roots.set(name, now);
      trustChanged = true;
      return true;
    }),
    watch(
      resources.configMaps,
      (object) => noMatchOf(settings.safeParse(object).data?.data?.['no-match-policy']),
      (_name, now) => {
        noMatch = now ?? noMatchOf(undefined);
        return true;
      },
      { namespace: policyNamespace, fields: `metadata.name=${settingsMap}` },
    ),
  ];
  const synced = Promise.all(watches.map((each) => each.synced)).then(async () => {
    all = true;
    await turns.now();
  });
  const refreshing = setInterval(() => {
    void keys.refresh(named()).then((changed) => {
      if (!changed) return;
      for (const name of stored.keys()) stale.add(name);
      turns.soon();
    });
  }, options.every ?? 30_000);
  refreshing.unref();
  return {
    current: () => rules,
    synced,
    isSynced: () => all && rules.revision > 0,
    onChange: (listener) => void listeners.push(listener),
    stop: () => {
      clearInterval(refreshing);
      for (const each of watches) each.stop();
    },
  };
}

const grounded = (trust: Trusted, roots: ReadonlyMap<string, Trusted>): Grounds =>
  groundsOf({ default: trust, named: new Map(roots) }, verifyFound);

/** Runs one after the other, and once for all that asked while one was waited for. */
function inTurn(run: () => Promise<void>) {
  let running = Promise.resolve();
  let waiting: NodeJS.Timeout | undefined;
  const now = () => {
    clearTimeout(waiting);
    waiting = undefined;
    running = running.then(run);
    return running;
  };
  return {
    now,
    soon: () => {
      waiting ??= setTimeout(now, settling);
    },
  };
}
