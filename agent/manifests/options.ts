// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { AgentProxy } from './proxy.ts';

/** What an installation is made of. */
export interface ManifestOptions {
  /** The URL of the API, without a slash at the end. */
  api: string;
  /** Our issuer: what the agent's token is meant for. */
  issuer: string;
  /** The image of the agent. */
  image: string;
  /** When that image was released, as RFC 3339, where whoever installs it knows. */
  released?: string | undefined;
  /** What the agent does; to enforce means to observe as well. */
  profiles: ('observer' | 'enforcer')[];
  /** Whether what the agent cannot be asked about is refused or let in. */
  failurePolicy: 'Fail' | 'Ignore';
  /** Whether the cluster's issuer is out of our reach, so that the agent registers its keys. */
  private: boolean;
  /** What the cluster is to be called when it registers. */
  name?: string | undefined;
  description?: string | undefined;
  /** How the agent gets out of the cluster; directly if absent. */
  proxy?: AgentProxy | undefined;
  /** An invite code for clusters; put in later where it is not known yet. */
  code?: string | undefined;
}

/** The label of what goes when the agent is uninstalled. */
export const ours = { 'app.kubernetes.io/part-of': 'enforce' } as const;
export const oursSelector = 'app.kubernetes.io/part-of=enforce';

/** The annotation of what we made and what stays: kinds, namespaces and what people put there. */
export const kept = { 'enforcer.chainguard.dev/installed': 'true' } as const;

/** What the pods of the agent are chosen by. */
export const agentPods = { ...ours, 'app.kubernetes.io/name': 'controller' } as const;

/** By what a code is known that is not to be told: the agent keeps the same of the one it registered with. */
export const fingerprintOf = (code: string): string =>
  createHash('sha256').update(code).digest('hex');
