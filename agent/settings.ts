// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Profile, profile } from '../core/api/clusters.ts';
import { Failure } from '../core/errors.ts';
import { type Proxies, proxiesIn } from '../registry/wire/proxies.ts';

/** How one agent process was told to run. */
export interface Settings {
  kubeconfig?: string | undefined;
  context?: string | undefined;
  /** Where admission reviews are answered, and where health and metrics are; 0 for any that is free. */
  port: number;
  healthPort: number;
  /** The address of both; all of them if absent. */
  host?: string | undefined;
  /** What no other replica is called. */
  identity: string;
  mirrors: string[];
  /** Files with authorities of registries, PEM. */
  registryCa: string[];
  plainHttp: string[];
  /** The URL of the control plane; without one the agent enforces what lies in the cluster. */
  controlPlane?: string | undefined;
  /** The file with the service account's token for the control plane. */
  tokenFile?: string | undefined;
  /** Nobody outside can read the keys of the cluster: it brings them along. */
  private: boolean;
  /** What the agent does: it looks, or it refuses too. */
  profiles: Profile[];
  /** Of the agent, as it tells the control plane. */
  version: string;
  /** A folder for what makes the next start a warm one. */
  state?: string | undefined;
  /** A trusted_root.json that takes the place of sigstore's own. */
  trustedRoot?: string | undefined;
  /** Fetches no trusted roots: what is built in is used, however old it is. */
  offline: boolean;
  /** The proxies that requests go through, but never those to the Kubernetes API. */
  proxies?: Proxies | undefined;
}

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const profiles = z.array(profile).min(1).max(2);

const port = z.coerce.number().int().min(0).max(65_535);

/**
 * Reads flags, and for what they leave open the environment of a pod.
 * @throws Failure INVALID_ARGUMENT
 */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings {
  try {
    const { values } = parseArgs({
      args,
      options: {
        kubeconfig: { type: 'string' },
        context: { type: 'string' },
        port: { type: 'string', default: '8443' },
        'health-port': { type: 'string', default: '8080' },
        host: { type: 'string' },
        identity: { type: 'string' },
        'registry-mirror': { type: 'string', multiple: true, default: [] },
        'registry-ca': { type: 'string', multiple: true, default: [] },
        'allow-http': { type: 'string', multiple: true, default: [] },
        'trusted-root': { type: 'string' },
        'control-plane': { type: 'string' },
        'token-file': { type: 'string' },
        private: { type: 'boolean', default: false },
        profiles: { type: 'string', default: 'observer,enforcer' },
        state: { type: 'string' },
        offline: { type: 'boolean', default: false },
      },
    });
    return {
      kubeconfig: values.kubeconfig,
      context: values.context,
      port: port.parse(values.port),
      healthPort: port.parse(values['health-port']),
      host: values.host,
      identity: values.identity ?? env['POD_NAME'] ?? `${hostname()}-${process.pid}`,
      mirrors: values['registry-mirror'],
      registryCa: values['registry-ca'],
      plainHttp: values['allow-http'],
      trustedRoot: values['trusted-root'],
      controlPlane: address.optional().parse(values['control-plane']),
      tokenFile: values['token-file'],
      private: values.private,
      profiles: profiles.parse(values.profiles.split(',')),
      version: (env['ENFORCE_VERSION'] ?? 'unreleased').slice(0, 64),
      state: values.state,
      offline: values.offline,
      proxies: proxiesIn(env),
    };
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const message = cause instanceof Error ? cause.message : 'the flags cannot be read';
    throw new Failure('INVALID_ARGUMENT', message, { cause });
  }
}
