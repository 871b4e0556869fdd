// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { connectKube, type Kube, resources } from '../../../agent/kube.ts';
import { authority, certify, makeKey } from '../../real/certificate.ts';
import { run } from '../../real/program.ts';
import type { Guard } from './guard.ts';
import { paced, type Spread, spread } from './load.ts';
import { namespace } from './review.ts';

/** Creations of pods through the API server, behind our webhooks and behind some that allow everything. */
export interface Beside {
  ours: Spread;
  nothing: Spread;
}

const perSecond = 50;
/** Seconds of one turn; they take turns so that both meet what else the machine does. */
const turn = 5;
const turns = 3;
const open = 'open';
const service = 'allow';

/** Creates pods that are never scheduled, 50 a second, of images that are known. */
export async function throughApiServer(
  { cluster }: Guard,
  images: readonly string[],
): Promise<Beside> {
  const folder = mkdtempSync(join(tmpdir(), 'enforce-bench-'));
  const webhook = await allowingEverything(folder);
  const kube = await connectKube({ kubeconfig: cluster.kubeconfig });
  try {
    await cluster.kubectl(['create', 'namespace', open]);
    await cluster.kubectl(['apply', '-f', '-'], webhook.configurations);
    const account = ['get', 'serviceaccounts', '-n', open, '-o', 'name'];
    while (!(await cluster.kubectl(account)).includes('default')) await wait(50);
    const times = { [namespace]: [] as number[], [open]: [] as number[] };
    const create = creating(kube, images);
    for (let n = 0; n < turns * 2; n += 1) {
      const inside = n % 2 === 0 ? namespace : open;
      await paced(perSecond, perSecond, (each) => create(inside, `warm-${n}-${each}`));
      const took = await paced(perSecond, perSecond * turn, (each) =>
        create(inside, `pod-${n}-${each}`),
      );
      times[inside]?.push(...took);
    }
    return { ours: spread(times[namespace] ?? []), nothing: spread(times[open] ?? []) };
  } finally {
    kube.close();
    await webhook.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Creates one pod and tells how long that took, in milliseconds. */
const creating = (kube: Kube, images: readonly string[]) => {
  let count = 0;
  return async (inside: string, name: string): Promise<number> => {
    count += 1;
    const image = images[count % images.length] ?? '';
    const pod = {
      metadata: { name, namespace: inside },
      spec: {
        schedulingGates: [{ name: 'bench.test/never' }],
        containers: [{ name: 'app', image }],
      },
    };
    const begun = performance.now();
    await kube.create(resources.pods, pod);
    return performance.now() - begun;
  };
};

/** As many calls as ours: one that could change the pod, one that could refuse it. */
async function allowingEverything(folder: string) {
  const issuer = certify(folder, 'ca', {
    key: makeKey(folder, 'ca', 'P-256'),
    subject: '/CN=bench',
    extensions: authority,
  });
  const { certificate, key } = certify(folder, 'allow', {
    key: makeKey(folder, 'allow', 'P-256'),
    subject: '/CN=allow',
    extensions: [`subjectAltName=DNS:${service}.${open}.svc`, 'extendedKeyUsage=serverAuth'],
    issuer,
  });
  const file = fileURLToPath(new URL('./allow.ts', import.meta.url));
  const program = run(process.execPath, [file, certificate, key]);
  const { port } = await program.announced();
  const caBundle = readFileSync(issuer.certificate).toString('base64');
  const name = 'allow.bench.test';
  const found = { namespace: open, name: service };
  const rule = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] };
  const configuration = (kind: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name },
    webhooks: [
      {
        name,
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: { service: { ...found, port: Number(port) }, caBundle },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': open } },
        rules: [{ ...rule, operations: ['CREATE'], scope: 'Namespaced' }],
      },
    ],
  });
  const kinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
  // As the agent's own: called by way of a Service, through the same proxy.
  const spec = { type: 'ExternalName', externalName: 'localhost' };
  const named = { apiVersion: 'v1', kind: 'Service', metadata: found, spec };
  const configurations = [named, ...kinds.map(configuration)].map((each) => stringify(each));
  return { configurations: configurations.join('---\n'), stop: program.stop };
}
