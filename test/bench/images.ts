// SPDX-License-Identifier: Apache-2.0
// Verification of images beside cosign's: whole processes, 200 images in one call, a verifier that
// stays, and many keys. One run, one registry on loopback, a private sigstore.
// usage: npm run bench -- images
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTrustedRoot } from '../../core/evidence/trust.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import { compile } from '../../core/policy/compile.ts';
import { evaluate } from '../../core/policy/evaluate.ts';
import { groundsOf } from '../../core/policy/grounds.ts';
import { sourcesOf } from '../../core/policy/sources.ts';
import { openRegistry } from '../../registry/registry.ts';
import { program } from '../real/build/cache.ts';
import { cosign, keyPair } from '../real/sigstore/cosign.ts';
import { pushImage } from '../real/sigstore/image.ts';
import { startRegistry } from '../real/sigstore/registry.ts';
import { startSigstore } from '../real/sigstore/stack.ts';
import { builtChainctl, type Cost, measured, median } from './process.ts';

const rounds = 10;
const many = 200;
const identity = 'dev@example.test';

const folder = await mkdtemp(join(tmpdir(), 'enforce-bench-'));
const sigstore = await startSigstore({ logs: ['rekor2'] });
const registry = await startRegistry();
const key = await keyPair(folder);
const chainctl = await builtChainctl(folder);
const host = registry.host;
const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder };
const issuer = `${sigstore.issuers.url}/email`;
const withRoot = ['--trusted-root', sigstore.trustedRoot];

async function image(name: string): Promise<string> {
  const { digest } = await pushImage({ host, name: `bench/${name}` }, 't', name);
  return `${host}/bench/${name}@${digest}`;
}

async function signWithKey(reference: string, file = key.private): Promise<void> {
  const config = sigstore.signingConfig({});
  const flags = ['--key', file, ...withRoot, '--signing-config', config];
  await cosign(3, ['sign', '-y', '--allow-http-registry', ...flags, reference]);
}

async function signKeyless(reference: string): Promise<void> {
  const config = sigstore.signingConfig({ log: 'rekor2', timestamp: true });
  const token = await sigstore.issuers.token('email');
  const flags = ['--identity-token', token, ...withRoot, '--signing-config', config];
  await cosign(3, ['sign', '-y', '--allow-http-registry', ...flags, reference]);
}

const cosign3 = program('cosign3');
const byCosign = {
  key: `${cosign3} verify --allow-http-registry --insecure-ignore-tlog=true --key ${key.public}`,
  keyless: `${cosign3} verify --allow-http-registry --use-signed-timestamps ${withRoot.join(' ')} --certificate-identity ${identity} --certificate-oidc-issuer ${issuer}`,
};
const byUs = {
  key: `${chainctl} images verify --allow-http ${host} --key ${key.public}`,
  keyless: `${chainctl} images verify --allow-http ${host} ${withRoot.join(' ')} --certificate-identity ${identity} --certificate-oidc-issuer ${issuer}`,
};

/** (a) One image, the whole process. */
async function single(): Promise<void> {
  const references = { key: await image('key'), keyless: await image('keyless') };
  await signWithKey(references.key);
  await signKeyless(references.keyless);
  const costs: Record<string, Cost[]> = {};
  for (let round = -1; round < rounds; round += 1) {
    for (const kind of ['keyless', 'key'] as const) {
      for (const [who, commands] of [
        ['chainctl', byUs],
        ['cosign', byCosign],
      ] as const) {
        const cost = await measured(`${commands[kind]} ${references[kind]}`, env);
        costs[`${who} ${kind}`] ??= [];
        if (round >= 0) costs[`${who} ${kind}`]?.push(cost);
      }
    }
  }
  console.log(
    '| one image, whole process | wall ms | CPU ms | wall, times cosign |\n|---|---|---|---|',
  );
  const of = (name: string, part: keyof Cost) =>
    median((costs[name] ?? []).map((each) => each[part]));
  for (const name of Object.keys(costs)) {
    const peer = of(name.replace('chainctl', 'cosign'), 'wall');
    const times = name.startsWith('chainctl') ? (of(name, 'wall') / peer).toFixed(2) : '';
    console.log(
      `| ${name} | ${of(name, 'wall').toFixed(0)} | ${of(name, 'cpu').toFixed(0)} | ${times} |`,
    );
  }
}

/** (b) Many images in one call, beside cosign eight at a time. */
async function twoHundred(): Promise<string[]> {
  const references = await Promise.all(
    Array.from({ length: many }, (_each, at) => image(`many-${at}`)),
  );
  await eachOf(references, 8, (reference) => signWithKey(reference));
  const list = join(folder, 'images.txt');
  await writeFile(list, references.join('\n'));
  const pem = (await readFile(key.public, 'utf8')).trim().replaceAll('\n', '\n        ');
  const policy = join(folder, 'policy.yaml');
  await writeFile(policy, policyText(`  - key:\n      data: |\n        ${pem}\n`));
  const ours = `${chainctl} policies test --allow-http ${host} -f ${policy} --images-from ${list}`;
  const theirs = `xargs -P 8 -n 1 ${byCosign.key} < ${list}`;
  const costs: [Cost, Cost][] = [];
  for (let round = 0; round < 3; round += 1) {
    costs.push([await measured(ours, env), await measured(`bash -c '${theirs}'`, env)]);
  }
  console.log(`\n| ${many} images | wall ms | CPU ms |\n|---|---|---|`);
  const part = (which: 0 | 1, of: keyof Cost) => median(costs.map((pair) => pair[which][of]));
  console.log(
    `| chainctl, one call | ${part(0, 'wall').toFixed(0)} | ${part(0, 'cpu').toFixed(0)} |`,
  );
  console.log(
    `| cosign, 8 at a time | ${part(1, 'wall').toFixed(0)} | ${part(1, 'cpu').toFixed(0)} |`,
  );
  const times = (of: keyof Cost) => (part(1, of) / part(0, of)).toFixed(1);
  console.log(`| times less | ${times('wall')} | ${times('cpu')} |`);
  return references;
}

const policyText = (authorities: string): string => `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: bench
spec:
  images:
  - glob: "**"
  authorities:
${authorities}`;

/** (c) A verifier that stays: each image once cold and then warm. */
async function resident(references: string[]): Promise<void> {
  const data = await readFile(key.public, 'utf8');
  const spec = { images: [{ glob: '**' }], authorities: [{ name: 'key', key: { data } }] };
  const set = { policies: [compile('bench', spec, none)], noMatch: 'deny' as const };
  const root = parseTrustedRoot(await readFile(sigstore.trustedRoot, 'utf8'));
  const grounds = groundsOf({ default: { trust: root }, named: new Map() }, verifyFound);
  const reader = openRegistry({ reach: 'private', plainHttp: [host], mirrors: [], ca: [] });
  const anonymous = async () => undefined;
  const verify = async (reference: string): Promise<number> => {
    const begun = performance.now();
    const wanted = sourcesOf(set.policies, { reference });
    const evidence = await Promise.all(
      wanted.map(({ subject }) => reader.collect(subject, anonymous)),
    );
    const { outcome } = evaluate(set, { reference }, evidence, grounds, new Date());
    if (outcome !== 'pass') throw new Error(`${reference} is not verified`);
    return performance.now() - begun;
  };
  console.log(
    '\n| one image, resident | p50 ms | p99 ms | requests per image |\n|---|---|---|---|',
  );
  for (const temperature of ['cold', 'warm']) {
    const before = reader.requests();
    const times: number[] = [];
    for (const reference of references) times.push(await verify(reference));
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(2);
    const sent = (reader.requests() - before) / references.length;
    console.log(`| ${temperature} | ${at(0.5)} | ${at(0.99)} | ${sent.toFixed(2)} |`);
  }
  reader.close();
}

const none = { secrets: new Map(), kms: new Map() };

/** (d) Fifteen keys of which three have signed. */
async function manyKeys(): Promise<void> {
  const reference = await image('keys');
  const keys = [];
  for (let at = 0; at < 15; at += 1) {
    const place = await mkdtemp(join(folder, 'key-'));
    keys.push(await keyPair(place));
  }
  for (const each of keys.slice(-3)) await signWithKey(reference, each.private);
  const authorities = await Promise.all(
    keys.map(async (each, at) => ({
      name: `key-${at}`,
      key: { data: await readFile(each.public, 'utf8') },
    })),
  );
  const spec = { images: [{ glob: '**' }], authorities };
  const policies = [compile('keys', spec, none)];
  const reader = openRegistry({ reach: 'private', plainHttp: [host], mirrors: [], ca: [] });
  const wanted = sourcesOf(policies, { reference });
  const evidence = await Promise.all(
    wanted.map(({ subject }) => reader.collect(subject, async () => undefined)),
  );
  const root = parseTrustedRoot(await readFile(sigstore.trustedRoot, 'utf8'));
  const grounds = groundsOf({ default: { trust: root }, named: new Map() }, verifyFound);
  const { outcome } = evaluate(
    { policies, noMatch: 'deny' },
    { reference },
    evidence,
    grounds,
    new Date(),
  );
  console.log(`\n15 keys, 3 signatures (${outcome}): ${reader.requests()} requests`);
  reader.close();
}

async function eachOf<T>(
  all: T[],
  together: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) {
      const one = all[at];
      if (one !== undefined) await act(one);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
}

try {
  await single();
  const references = await twoHundred();
  await resident(references);
  await manyKeys();
} finally {
  await registry.stop();
  await sigstore.close();
  await rm(folder, { recursive: true, force: true });
}
