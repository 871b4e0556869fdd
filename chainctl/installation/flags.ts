// SPDX-License-Identifier: Apache-2.0
import type { Command, OptionValues } from '@commander-js/extra-typings';
import * as z from 'zod';
import type { ManifestOptions } from '../../agent/manifests/options.ts';
import { profile } from '../../core/api/clusters.ts';
import { Failure } from '../../core/errors.ts';
import { readProxy } from '../../registry/wire/proxy.ts';
import type { App } from '../app.ts';
import { build } from '../build.ts';

/** Adds the flags that say which cluster is meant. */
export const withKube = <A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) =>
  command
    .option('--context <name>', 'the context of the kubeconfig; its current one if absent')
    .option('--kubeconfig <file>', 'the kubeconfig; $KUBECONFIG or ~/.kube/config if absent');

export interface KubeFlags {
  context?: string;
  kubeconfig?: string;
}

/** Adds the flags that say what is installed. */
export const withManifests = <A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) =>
  command
    .option('--profiles <profiles>', 'what the agent does: enforcer, or observer', 'enforcer')
    .option(
      '--image <reference>',
      'the image of the agent; the one that the platform offers if absent',
    )
    .option('--platform-url <url>', 'where the cluster reaches the platform, if not where you do')
    .option('--private', 'the issuer of the cluster cannot be reached: register its keys')
    .option('--fail-open', 'let in what the agent cannot be asked about')
    .option('--https-proxy <url>', 'a proxy by which the agent gets out of the cluster, or none')
    .option('--no-proxy <list>', 'what it reaches without: names, .domains, addresses, ranges')
    .option('-n, --name <name>', 'what the cluster is to be called')
    .option('-d, --description <text>', 'what it is for');

export interface ManifestFlags {
  profiles: string;
  image?: string;
  platformUrl?: string;
  httpsProxy?: string;
  /** Of `--no-proxy`, which is true where it is not given. */
  proxy: string | boolean;
  private?: true;
  failOpen?: true;
  name?: string;
  description?: string;
}

/** What the flags say of proxies. @throws Failure INVALID_ARGUMENT that does not tell the URL */
export function proxyFlags({ httpsProxy, proxy }: Pick<ManifestFlags, 'httpsProxy' | 'proxy'>) {
  if (httpsProxy !== undefined && httpsProxy !== 'none') readProxy(httpsProxy, '--https-proxy');
  return { httpsProxy, noProxy: typeof proxy === 'string' ? proxy : undefined };
}

/** What the platform offers; else one that no kubelet looks for anywhere: it must be loaded. */
const usualImage = build.image ?? `localhost/enforce-agent:${build.version}`;

/** What is to be installed, as the flags say. @throws Failure INVALID_ARGUMENT */
export async function manifestOptions(app: App, flags: ManifestFlags): Promise<ManifestOptions> {
  const { platform } = await app.settings();
  const { name, description } = flags;
  return {
    api: urlIn(flags.platformUrl) ?? platform.api,
    issuer: platform.issuer,
    image: flags.image ?? usualImage,
    // Of an image that somebody names, nobody here knows how old it is.
    released: flags.image === undefined && build.commit !== 'unknown' ? build.date : undefined,
    profiles: profilesIn(flags.profiles),
    failurePolicy: flags.failOpen ? 'Ignore' : 'Fail',
    private: flags.private ?? false,
    name,
    description,
  };
}

const url = z
  .url({ protocol: /^https?$/ })
  .transform((text) => text.replace(/\/+$/, ''))
  .optional();

function urlIn(text: string | undefined): string | undefined {
  const read = url.safeParse(text);
  if (read.success) return read.data;
  throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is not the URL of a platform`, {
    place: '--platform-url',
    next: '--platform-url https://enforce.example.com',
  });
}

/** Whoever enforces observes as well. */
function profilesIn(text: string): ManifestOptions['profiles'] {
  const named = profile
    .array()
    .min(1)
    .safeParse(text.split(',').map((each) => each.trim()));
  if (!named.success) {
    throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} names no profiles`, {
      place: '--profiles',
      next: '--profiles enforcer (or observer)',
    });
  }
  return named.data.includes('enforcer') ? ['observer', 'enforcer'] : ['observer'];
}
