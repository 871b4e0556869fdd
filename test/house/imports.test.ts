// SPDX-License-Identifier: Apache-2.0
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { files, read } from './tree.ts';

/** Which rooms a room may import from; a longer path is a narrower permission. */
const allowed: Record<string, string[]> = {
  core: [],
  registry: ['core'],
  ports: ['core'],
  store: ['core', 'ports'],
  functions: ['core', 'ports', 'registry', 'store'],
  chainctl: ['core', 'registry', 'agent/manifests', 'agent/kube.ts', 'agent/names.ts'],
  agent: ['core', 'registry'],
  console: ['core/api', 'core/policy', 'core/errors.ts', 'core/iam/uidp.ts'],
  action: [
    'core',
    'chainctl/release',
    'chainctl/build.ts',
    'chainctl/outgoing.ts',
    'chainctl/workflow-command.ts',
  ],
};

/** Packages that only these places may name: the clouds, and what costs much to load. */
const reserved: Record<string, RegExp> = {
  '@google-cloud/firestore': /^(ports\/documents\/firestore|functions\/gcp)/,
  '@google-cloud/pubsub': /^(ports\/topics\/pubsub|functions\/gcp)/,
  '@google-cloud/storage': /^(ports\/blobs\/storage|functions\/gcp|scripts\/deploy)/,
  'google-gax': /^ports\/keys\/kms/,
  '@aws-sdk/client-ecr': /^registry\/credentials\/aws/,
  '@aws-sdk/credential-provider-web-identity': /^registry\/credentials\/aws/,
  '@aws-sdk/client-kms': /^registry\/kms\/aws/,
  'google-auth-library': /^(registry\/(credentials|kms)\/google|functions\/gcp|scripts\/deploy)/,
  '@google-cloud/functions-framework': /^functions\/(framework|gcp)/,
  'oidc-provider': /^functions\/auth\//,
  '@peculiar/x509': /^agent\/certificates\/issue/,
  'tuf-js': /^registry\/trust\//,
  'tar-stream': /^(registry\/trust|scripts\/image)\//,
  '@sigstore/tuf': /^scripts\/trust-root\//,
  'node:sqlite': /^ports\/documents\/embedded/,
  '@commander-js/extra-typings': /^(chainctl|scripts\/reference)\//,
  bun: /^scripts\//,
  esbuild: /^scripts\//,
  vite: /^scripts\/console\//,
  react: /^console\//,
  vitest: /\.test\.ts$|\/contract(\.ts$|\/)|^test\/|^vitest\.config\.ts$/,
};

const sources = files(/\.tsx?$/).map((path) => ({ path, imports: importsOf(path) }));

test('each room imports only from the rooms that it may', () => {
  const wrong = sources.flatMap(({ path, imports }) => {
    const room = path.split('/')[0] ?? '';
    const may = allowed[room];
    if (may === undefined || path.endsWith('.test.ts')) return [];
    return imports
      .filter((target) => target.startsWith('.'))
      .map((target) => normalize(join(dirname(path), target)))
      .filter((target) => !target.startsWith(`${room}/`))
      .filter((target) => !may.some((place) => target === place || target.startsWith(`${place}/`)))
      .map((target) => `${path} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

test('clouds and heavy packages are named only where they belong', () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    Object.entries(reserved).flatMap(([name, places]) =>
      imports.some((target) => target === name || target.startsWith(`${name}/`)) &&
      !places.test(path) &&
      !path.startsWith('test/') &&
      !path.endsWith('.test.ts')
        ? [`${path} imports ${name}`]
        : [],
    ),
  );
  expect(wrong).toEqual([]);
});

test('only chainctl and the agent take proxies from their environment, never the control plane', () => {
  const takes = sources
    .map(({ path }) => path)
    .filter((path) => !path.endsWith('.test.ts') && /\bproxiesIn\(/.test(read(path)));
  expect(takes.filter((path) => !/^(chainctl|agent)\//.test(path))).toEqual([
    'registry/wire/proxies.ts',
  ]);
});

test('core touches neither files, network nor processes', () => {
  const io = /^node:(fs|net|http|https|child_process|dns|tls|worker_threads|sqlite)/;
  const wrong = sources
    .filter(({ path }) => path.startsWith('core/') && !path.endsWith('.test.ts'))
    .filter(({ imports }) => imports.some((target) => io.test(target)));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('one function never imports another', () => {
  const folder =
    /^functions\/(auth|groups|invites|roles|identities|policies|events|sweep|clusters|desired|fanout|ingest|records|subscriptions|notify|associations)\//;
  const wrong = sources.flatMap(({ path, imports }) => {
    const own = folder.exec(path)?.[1];
    if (own === undefined || path.endsWith('.test.ts')) return [];
    return imports
      .filter((target) => target.startsWith('.'))
      .map((target) => normalize(join(dirname(path), target)))
      .filter((target) => folder.test(target) && folder.exec(target)?.[1] !== own)
      .map((target) => `${path} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

function importsOf(path: string): string[] {
  const found = read(path).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g);
  return [...found].flatMap((match) => match[1] ?? []);
}
