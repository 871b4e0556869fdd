// SPDX-License-Identifier: Apache-2.0
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Image } from '../../core/policy/evaluate.ts';
import { imagesOf } from '../../core/policy/workload.ts';
import type { App } from '../app.ts';
import { readGiven } from '../files/read.ts';

/** The images that flags name: one by one, in a file with one a line, and in Kubernetes manifests. */
export async function imagesGiven(
  app: App,
  flags: { image?: string[]; imagesFrom?: string; resource?: string[] },
): Promise<Image[]> {
  const listed = flags.imagesFrom === undefined ? [] : await readGiven(app, flags.imagesFrom);
  const lines = listed.flatMap(({ text }) => text.split('\n').map((line) => line.trim()));
  const manifests = await Promise.all((flags.resource ?? []).map((file) => readGiven(app, file)));
  const images = [
    ...(flags.image ?? []).map((reference) => ({ reference })),
    ...lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((reference) => ({ reference })),
    ...manifests.flat().flatMap(({ from, text }) => imagesIn(from, text)),
  ];
  if (images.length > 0) return images;
  throw new Failure('INVALID_ARGUMENT', 'say which images to look at', {
    place: '--image',
    next: 'chainctl policies test -f POLICY --image IMAGE',
  });
}

const object = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  spec: z.unknown().optional(),
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).nullish() }).default({}),
});

function imagesIn(from: string, text: string): Image[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    if (value === null) return [];
    try {
      const { apiVersion, kind, metadata, spec } = object.parse(value);
      const [group = '', version] = apiVersion.includes('/')
        ? apiVersion.split('/')
        : ['', apiVersion];
      const resource = `${kind.toLowerCase()}s`;
      const workload = {
        group,
        version: version ?? '',
        resource,
        labels: metadata.labels ?? {},
        object: { spec, metadata, typemeta: { kind, apiVersion } },
      };
      return imagesOf(kind, value).map(({ image }) => ({ reference: image, workload }));
    } catch (cause) {
      throw new Failure('INVALID_ARGUMENT', `${from} holds something that runs no images`, {
        place: '--resource',
        cause,
      });
    }
  });
}
