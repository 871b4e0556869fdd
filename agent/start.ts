// SPDX-License-Identifier: Apache-2.0
import { kmsPublicKey } from '../registry/kms/public-key.ts';
import { startAdmission } from './admission/start.ts';
import { startFollowing } from './following.ts';
import { serveHealth } from './health.ts';
import type { Log } from './log.ts';
import { openMeans } from './means.ts';
import { heldPolicies } from './policies/held.ts';
import { rulesInForce } from './policies/in-force.ts';
import { keyReader } from './policies/key-material.ts';
import { inCluster } from './policies/source.ts';
import type { Settings } from './settings.ts';
import { startVerifying } from './verifying.ts';

/** A running agent. */
export interface Agent {
  /** Where reviews are answered, unless the agent only looks, and where health is. */
  ports: { admission?: number; health: number };
  /** Is ready no more, and goes on answering. */
  drain: () => void;
  /** Answers what has begun, gives the lead away, lets go of everything. */
  close: () => Promise<void>;
}

/**
 * Starts everything that an agent is. `/readyz` says what it still waits for.
 * @throws Failure for settings that are none
 */
export async function startAgent(settings: Settings, log: Log): Promise<Agent> {
  const means = await openMeans(settings, log);
  const { profiles, proxies } = settings;
  const { roots, troubled, plane } = means;
  const refuses = profiles.includes('enforcer');
  // Whoever only looks owns nothing in the cluster: its kinds of policies, if there are any, are another's.
  const held = refuses || plane === undefined ? undefined : heldPolicies();
  const source = held ?? (await inCluster(means.kube));
  const keys = keyReader(source, (key) => kmsPublicKey(key, { aws: { proxies } }));
  const rules = rulesInForce(source, { roots, troubled, keys });
  const admission = refuses ? await startAdmission(means, rules) : undefined;
  const verifying = startVerifying(means, rules);
  const following =
    plane === undefined
      ? undefined
      : startFollowing(means, verifying.verification, plane, rules, held);
  let draining = false;
  const health = await serveHealth({
    port: settings.healthPort,
    ...(settings.host === undefined ? {} : { host: settings.host }),
    ready: () => ({
      'service accounts': means.accounts.isSynced(),
      'what was found before': means.warmed(),
      ...admission?.ready(),
      'nothing: it ends': !draining,
    }),
    metrics: means.metrics.text,
  });
  return {
    ports: {
      ...(admission === undefined ? {} : { admission: admission.port }),
      health: health.port,
    },
    drain: () => {
      draining = true;
    },
    close: async () => {
      draining = true;
      await following?.close();
      await verifying.close();
      await admission?.close();
      rules.stop();
      await means.close();
      await health.close();
    },
  };
}
