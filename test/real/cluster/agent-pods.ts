// SPDX-License-Identifier: Apache-2.0
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { agentNamespace, webhookService } from '../../../agent/names.ts';
import { answers, type Program, run } from '../program.ts';
import { type AccountFiles, accountFiles } from './account-files.ts';
import type { Api } from './api.ts';
import type { Place } from './egress.ts';
import { following } from './follow.ts';
import type { ClusterPki } from './pki.ts';
import { unreadable } from './stages.ts';

const variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }).optional() })
    .optional(),
});

const pod = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({
    nodeName: z.string().optional(),
    serviceAccountName: z.string(),
    containers: z.tuple([
      z.object({
        image: z.string(),
        args: z.array(z.string()).default([]),
        env: z.array(variable).default([]),
        volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })).default([]),
      }),
    ]),
    volumes: z
      .array(
        z.object({
          name: z.string(),
          projected: z
            .object({
              sources: z.array(
                z.object({
                  serviceAccountToken: z
                    .object({ audience: z.string().optional(), path: z.string() })
                    .optional(),
                }),
              ),
            })
            .optional(),
        }),
      )
      .default([]),
  }),
});
export type AgentPod = z.infer<typeof pod>;

/** The processes behind the agent's pods. */
export interface AgentPods {
  /** Where a process listens that stands behind this address of a Service. */
  behind: (asked: Place) => Promise<Place | undefined>;
  /** What the processes have said so far. */
  output: () => string;
  stop: () => Promise<void>;
}

interface Running {
  program: Program;
  files: AccountFiles;
  ports: { admission: number; health: number } | undefined;
}

const main = fileURLToPath(new URL('../../../agent/main.ts', import.meta.url));

/**
 * Does with the agent's pods what a container runtime does and kwok does not: when one is scheduled, the
 * real agent runs as a process of its own, told what its container is told, and allowed what its service
 * account is; it ends with the pod. `extra` are flags that a cluster's own surroundings need.
 */
export function startAgentPods(
  api: Api,
  pki: ClusterPki,
  folder: string,
  extra: string[] = [],
): AgentPods {
  const running = new Map<string, Running>();
  const end = async (uid: string) => {
    const found = running.get(uid);
    running.delete(uid);
    found?.files.stop();
    await found?.program.stop();
  };
  const begin = async (found: AgentPod) => {
    const { uid, name } = found.metadata;
    const home = join(folder, 'pods', uid);
    mkdirSync(home, { recursive: true });
    const files = accountFiles(api, pki, home, found);
    await files.written;
    const here = ['--host', '127.0.0.1', '--port', '0', '--health-port', '0'];
    const told = ['--kubeconfig', files.kubeconfig, '--identity', name, ...here];
    const flags = [...told, ...mounted(found, home), ...extra];
    const program = run(process.execPath, [main, ...flags], await environment(api, found));
    const one: Running = { program, files, ports: undefined };
    running.set(uid, one);
    const { admission, health } = await program.announced();
    one.ports = { admission: Number(admission), health: Number(health) };
  };
  const begun = new Set<string>();
  const watching = following(api, `/api/v1/namespaces/${agentNamespace}/pods`, async (object) => {
    const parsed = pod.safeParse(object);
    if (!parsed.success) return;
    const { metadata, spec } = parsed.data;
    if (metadata.deletionTimestamp !== undefined) return end(metadata.uid);
    const held = spec.containers[0].image === unreadable;
    if (held || spec.nodeName === undefined || begun.has(metadata.uid)) return;
    begun.add(metadata.uid);
    await begin(parsed.data);
  });
  const ready = async (): Promise<Place | undefined> => {
    for (const { ports } of running.values()) {
      if (ports === undefined) continue;
      if (await answers(`http://127.0.0.1:${ports.health}/readyz`)()) {
        return { host: '127.0.0.1', port: ports.admission };
      }
    }
    return undefined;
  };
  return {
    behind: async (asked) => {
      if (!asked.host.startsWith('10.96.')) return asked;
      const path = `/api/v1/namespaces/${agentNamespace}/services/${webhookService}`;
      const { body } = await api.call('GET', path);
      return service.safeParse(JSON.parse(body)).data?.spec.clusterIP === asked.host
        ? ready()
        : undefined;
    },
    output: () => [...running.values()].map(({ program }) => program.output()).join('\n'),
    stop: async () => {
      await watching.stop();
      await Promise.all([...running.keys()].map(end));
    },
  };
}

const service = z.object({ spec: z.object({ clusterIP: z.string() }) });

const secret = z.object({ data: z.record(z.string(), z.base64()).default({}) });

/** The variables that the container has, as they stand in the pod itself or in Secrets. */
async function environment(api: Api, { spec }: AgentPod): Promise<NodeJS.ProcessEnv> {
  const [{ env }] = spec.containers;
  const all = { ...process.env };
  for (const { name, value, valueFrom } of env) {
    const key = valueFrom?.secretKeyRef;
    if (key === undefined) {
      if (value !== undefined) all[name] = value;
      continue;
    }
    const path = `/api/v1/namespaces/${agentNamespace}/secrets/${key.name}`;
    const { data } = secret.parse(JSON.parse((await api.call('GET', path)).body));
    all[name] = Buffer.from(data[key.key] ?? '', 'base64').toString('utf8');
  }
  return all;
}

/** What the container is told, with the folders of its volumes where they are here. */
const mounted = ({ spec: { containers } }: AgentPod, home: string): string[] => {
  const [{ args, volumeMounts }] = containers;
  return args.map((arg) => {
    const [flag = '', value] = arg.split(/=(.*)/s);
    const mount = volumeMounts.find(({ mountPath }) => `${value}/`.startsWith(`${mountPath}/`));
    if (value === undefined || mount === undefined) return arg;
    return `${flag}=${join(home, mount.name)}${value.slice(mount.mountPath.length)}`;
  });
};
