// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** A registry's repository, and the Authorization header it asks for, if any. */
export interface Repository {
  host: string;
  name: string;
  authorization?: string;
}

const oci = 'application/vnd.oci.image';

/** Pushes an image of one layer that differs by `seed`, under `tag`; plain HTTP. */
export async function pushImage(
  to: Repository,
  tag: string,
  seed: string,
  architecture = 'amd64',
): Promise<Descriptor> {
  const tar = Buffer.concat([Buffer.from(`${seed} ${architecture}`), Buffer.alloc(1024)]);
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
    }),
  );
  return pushManifest(to, tag, {
    schemaVersion: 2,
    mediaType: `${oci}.manifest.v1+json`,
    config: await pushBlob(to, config, `${oci}.config.v1+json`),
    layers: [await pushBlob(to, gzipSync(tar), `${oci}.layer.v1.tar+gzip`)],
  });
}

/** Pushes an index of two platforms' images, under `tag`. */
export async function pushIndex(to: Repository, tag: string, seed: string): Promise<Descriptor> {
  const manifests = [];
  for (const architecture of ['amd64', 'arm64']) {
    const image = await pushImage(to, `${tag}-${architecture}`, seed, architecture);
    manifests.push({ ...image, platform: { os: 'linux', architecture } });
  }
  const mediaType = `${oci}.index.v1+json`;
  return pushManifest(to, tag, { schemaVersion: 2, mediaType, manifests });
}

/** Pushes a blob; its media type is what a manifest will call it. */
export async function pushBlob(
  to: Repository,
  bytes: Buffer,
  mediaType: string,
): Promise<Descriptor> {
  const digest = digestOf(bytes);
  const begun = await send(to, 'POST', `${base(to)}/blobs/uploads/`);
  const location = new URL(begun.headers.get('location') ?? '', base(to));
  location.searchParams.set('digest', digest);
  await send(to, 'PUT', location.href, bytes, 'application/octet-stream');
  return { mediaType, digest, size: bytes.length };
}

/** Pushes a manifest under a tag. */
export async function pushManifest(
  to: Repository,
  tag: string,
  manifest: { mediaType: string; [field: string]: unknown },
): Promise<Descriptor> {
  const { mediaType } = manifest;
  const bytes = Buffer.from(JSON.stringify(manifest));
  await send(to, 'PUT', `${base(to)}/manifests/${tag}`, bytes, mediaType);
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

async function send(
  { authorization }: Repository,
  method: string,
  url: string,
  body: Buffer | null = null,
  type?: string,
): Promise<Response> {
  const answer = await fetch(url, {
    method,
    body: body === null ? null : new Uint8Array(body),
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(authorization === undefined ? {} : { authorization }),
    },
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

const base = ({ host, name }: Repository): string => `http://${host}/v2/${name}`;

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
