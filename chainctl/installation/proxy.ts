// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Kube, resources } from '../../agent/kube.ts';
import {
  type AgentProxy,
  isSecret,
  neverProxied,
  proxyAnnotation,
} from '../../agent/manifests/proxy.ts';
import { agentNamespace, proxySecret, serviceAccount } from '../../agent/names.ts';
import { Failure } from '../../core/errors.ts';

/** The flags that say how the agent gets out of the cluster. */
export interface ProxyFlags {
  /** A URL, or `none`. */
  httpsProxy?: string | undefined;
  noProxy?: string | undefined;
}

/** What the flags alone make of it. @throws Failure INVALID_ARGUMENT for a list without a proxy */
export function proxyOf({ httpsProxy, noProxy }: ProxyFlags): AgentProxy | undefined {
  const url = urlIn(httpsProxy);
  if (url !== undefined) return { url, noProxy: listed(noProxy) };
  if (noProxy === undefined) return undefined;
  throw new Failure('INVALID_ARGUMENT', '--no-proxy is given without a proxy', {
    place: '--no-proxy',
    next: '--https-proxy http://proxy.example.com:3128',
  });
}

/**
 * What is to be installed: what the flags say, and for what they leave open, what was installed
 * before; nobody who brings an agent up to date cuts it off. @throws Failure as `proxyOf`
 */
export async function proxyToBe(kube: Kube, flags: ProxyFlags): Promise<AgentProxy | undefined> {
  const { httpsProxy, noProxy } = flags;
  const before = httpsProxy === 'none' ? undefined : await installedProxy(kube);
  if (before === undefined) return renewed(proxyOf(flags));
  const kept = noProxy === undefined ? before.noProxy : listed(noProxy);
  const url = urlIn(httpsProxy);
  return url === undefined ? { ...before, noProxy: kept } : renewed({ url, noProxy: kept });
}

const renewed = (proxy: AgentProxy | undefined): AgentProxy | undefined =>
  proxy === undefined || !isSecret(proxy) ? proxy : { ...proxy, revision: randomUUID() };

/** Takes away a Secret that the agent needs no more. */
export async function withdrawProxy(kube: Kube, proxy: AgentProxy | undefined): Promise<void> {
  if (proxy !== undefined && isSecret(proxy)) return;
  await kube.delete(resources.secrets, proxySecret, { namespace: agentNamespace });
}

const urlIn = (httpsProxy: string | undefined): string | undefined =>
  httpsProxy === 'none' ? undefined : httpsProxy;

const listed = (text = ''): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

const variable = z.object({ name: z.string(), value: z.string().optional() });
const deployment = z.object({
  spec: z.object({
    template: z.object({
      metadata: z
        .object({ annotations: z.record(z.string(), z.string()).default({}) })
        .prefault({}),
      spec: z.object({ containers: z.array(z.object({ env: z.array(variable).default([]) })) }),
    }),
  }),
});

/** The proxy of the agent that is installed, if it has one. */
async function installedProxy(kube: Kube): Promise<AgentProxy | undefined> {
  const found = await kube.get(resources.deployments, serviceAccount, agentNamespace);
  if (found === undefined) return undefined;
  const { metadata, spec } = deployment.parse(found).spec.template;
  const variables = spec.containers.flatMap(({ env }) => env);
  const of = (name: string) => variables.find((each) => each.name === name);
  const proxy = of('HTTPS_PROXY');
  if (proxy === undefined) return undefined;
  const exempt = listed(of('NO_PROXY')?.value);
  return {
    url: proxy.value,
    noProxy: exempt.filter((each) => !neverProxied.includes(each)),
    revision: metadata.annotations[proxyAnnotation],
  };
}
