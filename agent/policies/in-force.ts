// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { asFailure, type Failure } from '../../core/errors.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import { groundsOf } from '../../core/policy/grounds.ts';
import { type KubeObject, type Resource, resources } from '../kube.ts';
import { policyNamespace, settingsMap } from '../names.ts';
import { type KeyReader, keyReader } from './key-material.ts';
import { noMatchOf, nothingYet, type Rules, type RulesInForce } from './rules.ts';
import type { PolicySource } from './source.ts';
import { compiled, namedKeys, type StoredPolicy, storedPolicy } from './stored-policy.ts';
import { type StoredRoot, storedRoot, type TrustRoots } from './trust-roots.ts';
import { inTurn } from './turns.ts';

export interface InForceOptions {
  roots: TrustRoots;
  /** Told of each failure; it is tried again by itself. */
  troubled?: (failure: Failure) => void;
  keys?: KeyReader;
  /** How often keys that policies only name, and roots that are due, are read anew, in milliseconds. */
  every?: number;
}

const settings = z.looseObject({
  data: z.looseObject({ 'no-match-policy': z.string().optional() }).nullish(),
});

/**
 * Keeps the policies of a source compiled: watches ClusterImagePolicies, TrustRoots and the settings,
 * reads the keys that they name, and compiles a policy once per change of it. Until everything was
 * seen, nothing passes.
 */
export function rulesInForce(source: PolicySource, options: InForceOptions): RulesInForce {
  const { roots, troubled = () => undefined } = options;
  const keys = options.keys ?? keyReader(source);
  const stored = new Map<string, StoredPolicy>();
  const ready = new Map<string, CompiledPolicy>();
  const listeners: ((rules: Rules) => void)[] = [];
  const stale = { policies: new Set<string>(), roots: new Map<string, StoredRoot | undefined>() };
  let noMatch = noMatchOf(undefined);
  let trusts = roots.trusts();
  let rules: Rules = {
    set: { policies: [nothingYet], noMatch },
    grounds: groundsOf(trusts, verifyFound),
    revision: 0,
  };
  let all = false;

  const named = () => {
    const each = [...stored.values()].map(namedKeys);
    return { secrets: each.flatMap((one) => one.secrets), kms: each.flatMap((one) => one.kms) };
  };
  /** Compiles and opens what changed, and puts it in force as a whole. */
  const take = async (): Promise<void> => {
    const taken = { policies: [...stale.policies], roots: [...stale.roots] };
    stale.policies.clear();
    stale.roots.clear();
    for (const [name, root] of taken.roots) await roots.put(name, root);
    if (taken.roots.length > 0) void refreshRoots();
    const material = await keys.material(named());
    if (keys.isLate()) refresh(refreshKeys);
    for (const name of taken.policies) {
      const policy = stored.get(name);
      if (policy === undefined) ready.delete(name);
      else ready.set(name, compiled(policy, material));
    }
    if (!all) return;
    const policies = [...ready.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const grounds =
      roots.trusts() === trusts ? rules.grounds : groundsOf(roots.trusts(), verifyFound);
    trusts = roots.trusts();
    rules = { set: { policies, noMatch }, grounds, revision: rules.revision + 1 };
    for (const listener of listeners) listener(rules);
  };
  const turns = inTurn(() => take().catch((error: unknown) => troubled(asFailure(error))));
  const refreshRoots = async (): Promise<void> => {
    await roots.refresh();
    if (roots.trusts() !== trusts) turns.soon();
  };
  const refresh = (each: () => Promise<void>) =>
    void each().catch((error: unknown) => troubled(asFailure(error)));
  const refreshKeys = async (): Promise<void> => {
    if (!(await keys.refresh(named()))) return;
    for (const name of stored.keys()) stale.policies.add(name);
    turns.soon();
  };

  const watch = <Kept>(
    resource: Resource,
    keep: (object: KubeObject) => Kept,
    changed: (name: string, now: Kept | undefined) => void,
    place: { namespace?: string; fields?: string } = {},
  ) =>
    source.watch(resource, {
      ...place,
      keep,
      changed: (key, now, before) => {
        if (JSON.stringify(now) === JSON.stringify(before)) return;
        changed(key, now);
        turns.soon();
      },
      troubled,
    });
  const watches = [
    watch(resources.clusterImagePolicies, storedPolicy, (name, now) => {
      if (now === undefined) stored.delete(name);
      else stored.set(name, now);
      stale.policies.add(name);
    }),
    watch(resources.trustRoots, storedRoot, (name, now) => void stale.roots.set(name, now)),
    watch(
      resources.configMaps,
      (object) => noMatchOf(settings.safeParse(object).data?.data?.['no-match-policy']),
      (_name, now) => {
        noMatch = now ?? noMatchOf(undefined);
      },
      { namespace: policyNamespace, fields: `metadata.name=${settingsMap}` },
    ),
  ];
  const synced = Promise.all(watches.map((each) => each.synced)).then(() => {
    all = true;
    void refreshRoots().catch((error: unknown) => troubled(asFailure(error)));
    return turns.now();
  });
  const refreshing = setInterval(() => {
    for (const each of [refreshKeys, refreshRoots]) refresh(each);
  }, options.every ?? 30_000);
  refreshing.unref();
  return {
    current: () => rules,
    synced,
    isSynced: () => rules.revision > 0,
    onChange: (listener) => void listeners.push(listener),
    stop: () => {
      clearInterval(refreshing);
      for (const each of watches) each.stop();
    },
  };
}
