// SPDX-License-Identifier: Apache-2.0
import { Agent, request } from 'node:https';
import * as z from 'zod';

/** Where somebody answers reviews of pods: a step that puts digests in, and one that judges. */
export interface Webhook {
  url: string;
  mutation: string;
  validation: string;
}

/** What became of a pod. */
export interface Admitted {
  /** How long both answers took together. */
  milliseconds: number;
  allowed: boolean;
  message: string;
}

/** Asks a webhook about pods, as an API server does. */
export interface Asking {
  /** Has a pod with these images admitted: mutated, patched, validated. */
  admit: (images: readonly string[]) => Promise<Admitted>;
  close: () => void;
}

/** In which namespace the pods are. */
export const namespace = 'bench';

/** How long an answer is waited for, in milliseconds. */
const patience = 60_000;

const answer = z.object({
  response: z.object({
    allowed: z.boolean(),
    patch: z.base64().optional(),
    status: z.object({ message: z.string().default('') }).optional(),
  }),
});
/** policy-controller says `null` where there is nothing to change. */
const operations = z.array(z.object({ path: z.string(), value: z.unknown() })).nullable();

/** Asks over connections that are kept: the generator must cost less than what it measures. */
export function asking({ url, mutation, validation }: Webhook): Asking {
  // Certificates are for a Service's name; which one it is plays no part here.
  const agent = new Agent({ keepAlive: true, maxSockets: 512, rejectUnauthorized: false });
  let count = 0;
  const post = async (path: string, body: string) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const begun = performance.now();
    const json = await new Promise<string>((resolve, reject) => {
      const sent = request(url + path, { agent, method: 'POST', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      });
      sent.setTimeout(patience, () => sent.destroy(new Error(`no answer in ${patience} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
    const milliseconds = performance.now() - begun;
    return { milliseconds, ...answer.parse(JSON.parse(json)).response };
  };
  return {
    admit: async (images) => {
      count += 1;
      const name = `pod-${count}`;
      const mutated = await post(mutation, review(name, images));
      const judged = await post(validation, review(name, patched(images, mutated.patch ?? '')));
      const milliseconds = mutated.milliseconds + judged.milliseconds;
      return { milliseconds, allowed: judged.allowed, message: judged.status?.message ?? '' };
    },
    close: () => agent.destroy(),
  };
}

/** The images with the digests that a patch puts in. */
function patched(images: readonly string[], patch: string): string[] {
  const result = [...images];
  if (patch === '') return result;
  const steps = operations.parse(JSON.parse(Buffer.from(patch, 'base64').toString('utf8')));
  for (const { path, value } of steps ?? []) {
    const [, place] = /^\/spec\/containers\/(\d+)\/image$/.exec(path) ?? [];
    if (place !== undefined && typeof value === 'string') result[Number(place)] = value;
  }
  return result;
}

const version = { group: '', version: 'v1' };

const review = (name: string, images: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: name,
      kind: { ...version, kind: 'Pod' },
      resource: { ...version, resource: 'pods' },
      requestKind: { ...version, kind: 'Pod' },
      requestResource: { ...version, resource: 'pods' },
      ...{ name, namespace, operation: 'CREATE', userInfo: { username: 'somebody' } },
      object: {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } },
        spec: {
          serviceAccountName: 'default',
          containers: images.map((image, n) => ({ name: `container-${n}`, image })),
        },
      },
    },
  });
