// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';

const text = z.string().optional();

const cluster = z.looseObject({
  server: z.string().default(''),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': z.boolean().default(false),
  'proxy-url': text,
});

const exec = z.looseObject({
  apiVersion: z.string().default(''),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  interactiveMode: z.enum(['Never', 'IfAvailable', 'Always']).default('IfAvailable'),
  provideClusterInfo: z.boolean().default(false),
});

const user = z.looseObject({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  exec: exec.nullish(),
  'auth-provider': z.unknown().optional(),
});

const context = z.looseObject({
  cluster: z.string().default(''),
  user: z.string().default(''),
  namespace: text,
});

const many = <Shape extends z.ZodType>(item: Shape) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const file = z.looseObject({
  'current-context': z.string().nullish(),
  clusters: many(z.object({ name: z.string(), cluster })),
  users: many(z.object({ name: z.string(), user })),
  contexts: many(z.object({ name: z.string(), context })),
});

export type KubeconfigCluster = z.infer<typeof cluster>;
export type KubeconfigUser = z.infer<typeof user>;
export type KubeconfigExec = z.infer<typeof exec>;
export type KubeconfigContext = z.infer<typeof context>;

export interface Kubeconfig {
  files: string[];
  current: string | undefined;
  clusters: Map<string, KubeconfigCluster>;
  users: Map<string, KubeconfigUser>;
  contexts: Map<string, KubeconfigContext>;
}

/**
 * Reads kubeconfig files and joins them: of two entries with one name the first counts, as in kubectl.
 * A file that is not there counts as empty. Paths in a file start at its own folder.
 * @throws Failure naming the file
 */
export async function readKubeconfigs(files: string[]): Promise<Kubeconfig> {
  const whole: Kubeconfig = {
    files,
    current: undefined,
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
  };
  for (const path of files) {
    const found = await readOne(path);
    const folder = dirname(resolve(path));
    whole.current ??= found['current-context'] || undefined;
    for (const { name, cluster } of found.clusters) {
      addNew(whole.clusters, name, beside(folder, cluster));
    }
    for (const { name, user } of found.users) {
      addNew(whole.users, name, plugin(folder, beside(folder, user)));
    }
    for (const { name, context } of found.contexts) addNew(whole.contexts, name, context);
  }
  return whole;
}

async function readOne(path: string): Promise<z.infer<typeof file>> {
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return file.parse({});
    throw new Failure('INVALID_ARGUMENT', 'the kubeconfig cannot be read', { place: path, cause });
  }
  try {
    return file.parse(parse(content) ?? {});
  } catch (cause) {
    const next = `kubectl config view --kubeconfig ${path}`;
    throw new Failure('INVALID_ARGUMENT', 'the kubeconfig is none', { place: path, next, cause });
  }
}

const paths = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/** The entry with its paths made absolute. */
const beside = <Entry extends object>(folder: string, entry: Entry): Entry => ({
  ...entry,
  ...Object.fromEntries(
    Object.entries(entry)
      .filter(
        ([field, value]) => paths.includes(field) && typeof value === 'string' && value !== '',
      )
      .map(([field, value]) => [field, resolve(folder, value)]),
  ),
});

/** A plugin is found beside its kubeconfig if it is a path, and in PATH if it is a bare word. */
const plugin = (folder: string, { exec, ...entry }: KubeconfigUser): KubeconfigUser => ({
  ...entry,
  exec: exec?.command.includes('/') ? { ...exec, command: resolve(folder, exec.command) } : exec,
});

function addNew<Value>(map: Map<string, Value>, name: string, value: Value): void {
  if (!map.has(name)) map.set(name, value);
}
