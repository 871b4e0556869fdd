// SPDX-License-Identifier: Apache-2.0
import { limits } from './limits.ts';
import { type Descriptor, type Manifest, readEither, readManifest } from './manifest.ts';
import { missing, type Repository } from './repository.ts';
import { Troubled } from './troubled.ts';

/** The configs of an image by platform, `linux/arm/v7`: what a policy sees with `fetchConfigFile`. */
export type Configs = { [platform: string]: unknown };

/**
 * Reads the config of an image, or those of all platforms of an index. What an index lists without a
 * platform that exists (build attestations have `unknown/unknown`) is no image.
 * @throws Troubled
 */
export async function imageConfigs(repository: Repository, digest: string): Promise<Configs> {
  const either = readEither(await bytesOf(repository, digest));
  if ('manifest' in either) return configsOf([await configOf(repository, either.manifest)]);
  const images = either.index.manifests.filter(({ platform }) => platform?.os !== 'unknown');
  if (images.length > limits.platforms) {
    throw new Troubled('too-large', `the index lists more than ${limits.platforms} platforms`);
  }
  return configsOf(
    await Promise.all(
      images.map(async (image) =>
        configOf(repository, readManifest(await bytesOf(repository, image.digest))),
      ),
    ),
  );
}

const configsOf = (configs: { platform: string; config: unknown }[]): Configs =>
  Object.fromEntries(configs.map(({ platform, config }) => [platform, config]));

async function bytesOf(repository: Repository, digest: string): Promise<Buffer> {
  const content = await repository.manifest(digest);
  if (content === undefined) throw missing('the registry', digest);
  return content.bytes;
}

async function configOf(repository: Repository, { config }: Manifest) {
  if (config === undefined) throw new Troubled('malformed', 'the image has no config');
  const parsed = parse(await repository.blob(config, limits.config), config);
  const { os, architecture, variant } = parsed;
  const platform = [os, architecture, variant].filter((part) => typeof part === 'string');
  return { platform: platform.join('/'), config: parsed };
}

function parse(bytes: Buffer, { digest }: Descriptor): { [field: string]: unknown } {
  try {
    const found: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof found === 'object' && found !== null) return { ...found };
  } catch {
    // Falls through to the same complaint.
  }
  throw new Troubled('malformed', `the config ${digest} is no JSON object`);
}
