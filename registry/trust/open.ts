// SPDX-License-Identifier: Apache-2.0
import { mirroredRoot } from './mirrored.ts';
import { publicGood } from './public-good.ts';
import { type Root, settledRoot } from './root.ts';
import { type RootSource, type TrustSettings, trustWays } from './settings.ts';

/** Opens the default root with what is built in or was kept of it: nothing is fetched by this. */
export async function openRoot(source: RootSource, settings: TrustSettings): Promise<Root> {
  if (source.kind === 'file') return settledRoot(source.trusted);
  const ways = trustWays(settings);
  if (source.kind === 'mirror') return mirroredRoot(source, ways);
  return mirroredRoot(publicGood.mirror, ways, publicGood);
}
