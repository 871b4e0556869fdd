// SPDX-License-Identifier: Apache-2.0
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { allLogs, refusedCase, type SigningCase, signingCases } from './cases.ts';
import { fetchBytes, holdings } from './holdings.ts';
import type { LogName } from './logs.ts';
import { startRegistry } from './registry.ts';
import { makeSigner, push, type Signer, sign } from './sign.ts';
import { startSigstore } from './stack.ts';
import { makeTrustedRoot, type Services, signingConfig } from './trust.ts';
import { makeTuf } from './tuf.ts';

/**
 * Where the fixtures say that everything was. What signed them listened elsewhere, but for the
 * issuers, whose URL stands in every certificate: so a new set of fixtures differs from the last one
 * in keys, digests and times alone.
 */
const nominal: Services = {
  fulcio: 'http://127.0.0.1:5555',
  ctlog: 'http://127.0.0.1:6962/test',
  timestamp: 'http://127.0.0.1:5557/api/v1/timestamp',
  issuers: 'http://localhost:5580',
  logs: [
    { name: 'rekor1', url: 'http://127.0.0.1:3001' },
    { name: 'rekor2', url: 'http://localhost:3003' },
    { name: 'rekor2Older', url: 'http://localhost:3004' },
    { name: 'rekor2Ecdsa', url: 'http://localhost:3005' },
  ],
};

/** The signing configurations that are kept, by the names of their files. */
const configs: Record<string, { log?: LogName; timestamp: boolean }> = {
  'sc-r2': { log: 'rekor2', timestamp: true },
  'sc-r2b': { log: 'rekor2Older', timestamp: true },
  'sc-r2c': { log: 'rekor2Ecdsa', timestamp: true },
  'sc-r1': { log: 'rekor1', timestamp: false },
  'sc-r1tsa': { log: 'rekor1', timestamp: true },
  'sc-tsa': { timestamp: true },
  'sc-none': { timestamp: false },
};

/** Certificates count seconds: so that none is valid yet when the case before it is signed. */
const betweenCases = 1100;

/**
 * Signs every case at a sigstore of its own and writes to `folder` what the registry then holds, a
 * folder per case, with the trust material to verify it. No private key is written.
 */
export async function makeFixtures(folder: string): Promise<void> {
  const issuerPort = Number(new URL(nominal.issuers).port);
  const signer = await makeSigner(await startSigstore({ logs: allLogs, issuerPort }));
  const registry = await startRegistry();
  try {
    mkdirSync(folder, { recursive: true });
    await writeTrust(folder, signer);
    for (const wanted of signingCases) {
      await writeCase(folder, registry.host, wanted, signer);
      await sleep(betweenCases);
    }
    await writeCase(folder, registry.host, refusedCase);
  } finally {
    await Promise.all([signer.sigstore.close(), registry.stop()]);
  }
}

async function writeTrust(folder: string, { sigstore, key }: Signer): Promise<void> {
  const root = await makeTrustedRoot(folder, sigstore.pki, nominal);
  for (const [name, { log, timestamp }] of Object.entries(configs)) {
    const found = nominal.logs.find((one) => one.name === log);
    const use = { timestamp, ...(found === undefined ? {} : { log: found }) };
    writeFileSync(join(folder, `${name}.json`), signingConfig(nominal, use));
  }
  copyFileSync(key.public, join(folder, 'k.pub'));
  makeTuf(join(folder, 'tuf'), {
    'trusted_root.json': root,
    'signing_config.v0.2.json': join(folder, 'sc-r2.json'),
  });
}

const manifestLayers = z.object({ layers: z.array(z.object({ digest: z.string() })).optional() });

/** Without a signer the image stays unsigned. */
async function writeCase(
  folder: string,
  host: string,
  wanted: SigningCase,
  signer?: Signer,
): Promise<void> {
  const digest = await push(host, wanted);
  if (signer !== undefined) await sign(signer, host, wanted, digest);
  const repository = `lab/${wanted.name}`;
  const place = join(folder, wanted.name);
  mkdirSync(place, { recursive: true });
  const { referrers, tags } = await holdings(host, repository, digest);
  const index = { image: digest, referrers, tags };
  writeFileSync(join(place, 'index.json'), JSON.stringify(index, null, 1));
  const manifest = (ref: string) => fetchBytes(host, `${repository}/manifests/${ref}`);
  writeFileSync(join(place, 'image-manifest.json'), await manifest(digest));
  for (const ref of [...referrers.map((one) => one.digest), ...tags]) {
    const bytes = await manifest(ref);
    writeFileSync(join(place, `${fileName(ref)}.manifest.json`), bytes);
    for (const layer of manifestLayers.parse(JSON.parse(bytes.toString())).layers ?? []) {
      mkdirSync(join(place, 'blobs'), { recursive: true });
      const blob = await fetchBytes(host, `${repository}/blobs/${layer.digest}`);
      writeFileSync(join(place, 'blobs', fileName(layer.digest)), blob);
    }
  }
}

const fileName = (ref: string): string => ref.replace(':', '-');
