// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { pushImage } from '../../real/sigstore/image.ts';
import { type Meter, startMeter } from '../../real/sigstore/meter.ts';
import { startRegistry } from '../../real/sigstore/registry.ts';
import { pushSignedImage } from '../../real/sigstore/signed-image.ts';
import { together } from './load.ts';

/** Signed images in a registry that is counted and delayed. */
export interface Supply {
  meter: Meter;
  /** By tag; each is another image. */
  images: string[];
  /** Their digests. */
  digests: string[];
  /** One that nobody signed. */
  unsigned: string;
  /** Policies that want them signed; all are the same but for their names. */
  policy: (name: string) => object;
  stop: () => Promise<void>;
}

export async function startSupply(count: number): Promise<Supply> {
  const registry = await startRegistry();
  const meter = await startMeter(registry.host);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const at = (n: number) => ({ host: registry.host, name: `bench/app-${n}` });
  const digests: string[] = [];
  await together(8, count, async (n) => {
    digests[n] = (await pushSignedImage(at(n), 'v1', `app ${n}`, privateKey)).digest;
  });
  await pushImage({ host: registry.host, name: 'bench/unsigned' }, 'v1', 'unsigned');
  const data = publicKey.export({ format: 'pem', type: 'spki' });
  const spec = {
    images: [{ glob: `${meter.host}/**` }],
    authorities: [{ name: 'key', key: { data } }],
  };
  return {
    meter,
    images: digests.map((_, n) => `${meter.host}/bench/app-${n}:v1`),
    digests,
    unsigned: `${meter.host}/bench/unsigned:v1`,
    policy: (name) => ({
      apiVersion: 'policy.sigstore.dev/v1beta1',
      kind: 'ClusterImagePolicy',
      metadata: { name },
      spec,
    }),
    stop: async () => {
      await Promise.all([meter.stop(), registry.stop()]);
    },
  };
}
