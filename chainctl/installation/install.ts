// SPDX-License-Identifier: Apache-2.0
import { type Kube, resources } from '../../agent/kube.ts';
import { type Manifest, manifests } from '../../agent/manifests/manifests.ts';
import { type ManifestOptions, oursSelector } from '../../agent/manifests/options.ts';
import { agentNamespace } from '../../agent/names.ts';
import { Failure } from '../../core/errors.ts';
import { giveCode, takeCode, unregistered } from './credentials.ts';
import { foreignParts } from './foreign.ts';
import type { TemporaryCode } from './invite.ts';
import { isPrivate } from './issuer.ts';
import { applied } from './kube.ts';
import { type ProxyFlags, proxyToBe, withdrawProxy } from './proxy.ts';
import { unanswered, unready } from './ready.ts';
import { type Patience, until } from './wait.ts';

export interface Installation {
  options: Omit<ManifestOptions, 'proxy'>;
  /** What changes of the agent's proxy. */
  proxy: ProxyFlags;
  /** Makes or finds the code that the agent registers with; undefined where it is registered already. */
  code: (() => Promise<TemporaryCode>) | undefined;
  say: (line: string) => void;
  patience: Patience;
}

/**
 * Installs the agent, or brings one up to date, and answers with the id by which the cluster is known.
 * Webhooks come when the agent is there. What did not come to its end leaves no code behind, and no
 * webhook that was not there before, so that nothing in the cluster waits for an agent that is not.
 */
export async function installed(kube: Kube, installation: Installation): Promise<string> {
  const { code, say, patience } = installation;
  const proxy = await proxyToBe(kube, installation.proxy);
  const options = { ...installation.options, proxy };
  await refuseForeign(kube, options);
  const hidden = options.private || (await isPrivate(kube));
  const { ground, webhooks } = manifests({ ...options, private: hidden });
  const absent = await missing(kube, webhooks);
  say('Installing Chainguard agent...');
  if (webhooks.length === 0) await takeWebhooks(kube);
  await applied(kube, ground, patience.signal);
  const given = code === undefined ? undefined : await registering(kube, code, say);
  try {
    const { agent } = manifests({ ...options, private: hidden, code: given?.code });
    await applied(kube, [agent], patience.signal);
    say('Waiting for Chainguard agent to be ready...');
    await until(() => unready(kube), patience);
    if (webhooks.length > 0) {
      say('Checking the webhook is available.');
      await applied(kube, webhooks, patience.signal);
      await until(() => unanswered(kube), patience);
    }
    if (given !== undefined) {
      say('Programming the Chainguard agent...');
      await until(() => unregistered(kube, given.code), patience);
    }
    await withdrawProxy(kube, proxy);
    const id = await idOf(kube);
    say(`Cluster has been successfully configured with ID: '${id}'`);
    return id;
  } catch (error) {
    for (const { resource, name } of absent) await kube.delete(resource, name);
    throw error;
  } finally {
    await given?.withdraw();
    if (given !== undefined) await takeCode(kube);
  }
}

async function registering(
  kube: Kube,
  code: () => Promise<TemporaryCode>,
  say: Installation['say'],
): Promise<TemporaryCode> {
  say('Generating temporary invite code...');
  const given = await code();
  say('Configuring agent credentials...');
  try {
    await giveCode(kube, given.code);
    return given;
  } catch (error) {
    await given.withdraw();
    throw error;
  }
}

/** An agent that enforces has the cluster's policies to itself; one that observes takes nothing over. */
async function refuseForeign(kube: Kube, { profiles }: ManifestOptions): Promise<void> {
  if (!profiles.includes('enforcer')) return;
  const parts = await foreignParts(kube);
  if (parts.length === 0) return;
  throw new Failure(
    'FAILED_PRECONDITION',
    'sigstore/policy-controller is installed in this cluster, and nothing of it is taken over',
    {
      faults: parts.map((place) => ({ place, fault: 'is not ours' })),
      next: 'chainctl cluster install --profiles observer, or remove policy-controller first',
    },
  );
}

/** Takes away what asked an agent that enforced: one that only observes answers no reviews. */
async function takeWebhooks(kube: Kube): Promise<void> {
  for (const resource of [resources.validatingWebhooks, resources.mutatingWebhooks]) {
    for (const { metadata } of await kube.list(resource, { labels: oursSelector })) {
      await kube.delete(resource, metadata.name);
    }
  }
}

/** Which of the webhooks are not there yet. */
async function missing(kube: Kube, webhooks: Manifest[]) {
  const each = await Promise.all(
    webhooks.map(async ({ apiVersion, kind, metadata: { name } }) => {
      const resource = await kube.resourceOf(apiVersion, kind);
      return (await kube.get(resource, name)) === undefined ? [{ resource, name }] : [];
    }),
  );
  return each.flat();
}

/** The uid of the agent's namespace: how whoever has kubectl knows the cluster. */
export async function idOf(kube: Kube): Promise<string> {
  const namespace = await kube.get(resources.namespaces, agentNamespace);
  return namespace?.metadata.uid ?? '';
}
