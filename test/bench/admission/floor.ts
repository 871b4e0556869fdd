// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certify, makeKey } from '../../real/certificate.ts';
import { run } from '../../real/program.ts';
import { type Spread, spread } from './load.ts';
import { asking } from './review.ts';

/** How many pods are asked about, and how many before that. */
const [pods, before] = [90, 30];

/**
 * What the generator itself and TLS take for the two halves of a webhook that allows everything without a
 * look: nobody is faster here, whatever they know.
 */
export async function floor(): Promise<Spread> {
  const folder = mkdtempSync(join(tmpdir(), 'enforce-floor-'));
  const { certificate, key } = certify(folder, 'allow', {
    key: makeKey(folder, 'allow', 'P-256'),
    subject: '/CN=localhost',
    extensions: ['subjectAltName=DNS:localhost'],
  });
  const file = fileURLToPath(new URL('./allow.ts', import.meta.url));
  const program = run(process.execPath, [file, certificate, key]);
  try {
    const { port } = await program.announced();
    const asks = asking({ url: `https://localhost:${port}`, mutation: '/m', validation: '/v' });
    const image = `registry.example.com/app@sha256:${'a'.repeat(64)}`;
    const all: number[] = [];
    while (all.length < before + pods) all.push((await asks.admit([image])).milliseconds);
    asks.close();
    return spread(all.slice(before));
  } finally {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
