// SPDX-License-Identifier: Apache-2.0
import { asFailure, type Failure } from '../../core/errors.ts';
import { informer, type Kube, type KubeObject, resources } from '../kube.ts';
import { whileLeading } from '../leading.ts';
import { agentNamespace, certificateSecret, webhookService } from '../names.ts';
import { believing, configurations, type WebhookConfiguration } from './believe.ts';
import type { Pair } from './issue.ts';
import { isUsable, type Material, renewed } from './renew.ts';

export interface CertificateOptions {
  /** Whether this replica is the one that makes certificates. */
  isLeader: () => boolean;
  /** Shows a certificate from now on. */
  show: (pair: Pair) => void;
  /** Milliseconds since 1970. */
  clock?: () => number;
  troubled: (failure: Failure) => void;
  /** Told of each renewal, for the log. */
  renewed?: () => void;
}

export interface Certificates {
  /** Whether a certificate is shown that is valid now. */
  isReady: () => boolean;
  /** Does what is due now; the leader's part only. */
  tend: () => Promise<void>;
  stop: () => void;
}

/** How often it is looked whether something is due, in milliseconds. */
const every = 60_000;

/** The names under which the API server calls the webhook. */
const names = [
  `${webhookService}.${agentNamespace}.svc`,
  `${webhookService}.${agentNamespace}.svc.cluster.local`,
];

/**
 * Keeps the certificate with which all replicas serve: in a Secret that they watch, made and renewed by
 * the leader, believed by the API server through the `caBundle` of the webhook configurations.
 */
export function keepCertificates(kube: Kube, options: CertificateOptions): Certificates {
  const clock = options.clock ?? Date.now;
  const led = whileLeading(kube, options.isLeader);
  let held: { material: Material | undefined; object: KubeObject } | undefined;
  const known = new Map<string, WebhookConfiguration>();
  let tending: Promise<void> = Promise.resolve();
  let shown = '';
  const show = (pair: Pair) => {
    if (pair.cert === shown) return;
    shown = pair.cert;
    options.show(pair);
  };

  const secret = informer(kube, resources.secrets, {
    namespace: agentNamespace,
    fields: `metadata.name=${certificateSecret}`,
    keep: (object) => ({ object, material: materialIn(object) }),
    changed: (_key, now) => {
      held = now;
      const material = now?.material;
      if (material !== undefined && isUsable(material, names, clock())) {
        show(material.serving);
      }
      tendSoon();
    },
    troubled: options.troubled,
  });
  const watched = configurations.map(({ resource, name }) =>
    informer(kube, resource, {
      fields: `metadata.name=${name}`,
      keep: (object) => object,
      changed: (key, now) => {
        const id = `${resource.plural}/${key}`;
        if (now === undefined) known.delete(id);
        else known.set(id, { resource, object: now });
        tendSoon();
      },
      troubled: options.troubled,
    }),
  );

  const tend = async (): Promise<void> => {
    if (!options.isLeader() || !secret.isSynced()) return;
    const next = await renewed(held?.material, names, clock());
    if (next !== held?.material) {
      await store(next, held?.object);
      options.renewed?.();
    }
    await Promise.all(
      [...known.values()].map((each) => believing(led, each, next.authorities.join(''))),
    );
  };
  const store = async (material: Material, before: KubeObject | undefined): Promise<void> => {
    const metadata = { name: certificateSecret, namespace: agentNamespace };
    const written =
      before === undefined
        ? await led.create(resources.secrets, { metadata, data: dataOf(material) })
        : await led.replace(resources.secrets, { ...before, data: dataOf(material) });
    held = { material, object: written };
    show(material.serving);
  };
  const inTurn = (): Promise<void> => {
    tending = tending.then(tend).catch((error: unknown) => options.troubled(asFailure(error)));
    return tending;
  };
  const tendSoon = () => void inTurn();
  void secret.synced.then(tendSoon);
  const timer = setInterval(tendSoon, every);
  timer.unref();
  return {
    isReady: () => held?.material !== undefined && isUsable(held.material, names, clock()),
    tend: inTurn,
    stop: () => {
      clearInterval(timer);
      for (const each of [secret, ...watched]) each.stop();
    },
  };
}

const dataOf = ({ authorities, authorityKey, serving }: Material) => ({
  'ca.crt': packed(authorities.join('')),
  'ca.key': packed(authorityKey),
  'tls.crt': packed(serving.cert),
  'tls.key': packed(serving.key),
});

const packed = (text: string): string => Buffer.from(text).toString('base64');

function materialIn({ data }: KubeObject): Material | undefined {
  const at = (key: string): string => {
    const found = typeof data === 'object' && data !== null ? Object.entries(data) : [];
    const value: unknown = found.find(([name]) => name === key)?.[1];
    return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
  };
  const certificates =
    at('ca.crt').match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n?/g) ?? [];
  const [authorityKey, cert, key] = [at('ca.key'), at('tls.crt'), at('tls.key')];
  if (certificates.length === 0 || !authorityKey || !cert || !key) return undefined;
  const authorities = certificates.map((each) => `${each.trimEnd()}\n`);
  return { authorities, authorityKey, serving: { cert, key } };
}
