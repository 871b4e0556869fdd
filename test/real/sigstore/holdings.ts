// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const listed = z.object({ manifests: z.array(z.looseObject({ digest: z.string() })).nullish() });
const tagged = z.object({ tags: z.array(z.string()).nullish() });

/** What a registry holds about an image, beside the image. */
export interface Holdings {
  /** The referrers' descriptors, as they were answered. */
  referrers: { digest: string; artifactType?: unknown }[];
  /** Tags named after digests: cosign's, and those that stand in for the referrers API. */
  tags: string[];
}

/** Asks a registry without authentication what it holds about `digest` in `<host>/<repository>`. */
export async function holdings(
  host: string,
  repository: string,
  digest: string,
): Promise<Holdings> {
  const read = async (path: string) =>
    JSON.parse((await fetchBytes(host, `${repository}/${path}`)).toString());
  return {
    referrers: listed.parse(await read(`referrers/${digest}`)).manifests ?? [],
    tags: (tagged.parse(await read('tags/list')).tags ?? []).filter((tag) =>
      tag.startsWith('sha256-'),
    ),
  };
}

/** Reads what is at a path below `/v2/`. */
export async function fetchBytes(host: string, path: string): Promise<Buffer> {
  const answer = await fetch(`http://${host}/v2/${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
