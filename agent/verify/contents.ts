// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Sbom } from '../../registry/registry.ts';
import type { ListedContents } from './known.ts';

/** Lists larger than this are named and not counted, in bytes: reading them would hold up reviews. */
const counted = 4_194_304;

const spdx = z.object({
  packages: z.array(
    z.object({
      externalRefs: z.array(z.object({ referenceLocator: z.string().optional() })).optional(),
    }),
  ),
});
const cyclonedx = z.object({ components: z.array(z.object({ purl: z.string().optional() })) });

/** What an SBOM is, and how many packages of which type it names, if it is one that can be read (SPDX or CycloneDX in JSON). */
export function contentsOf({ digest, mediaType, bytes }: Sbom): ListedContents {
  return { digest, mediaType: mediaType.slice(0, 1024), packages: packagesIn(bytes) };
}

function packagesIn(bytes: Uint8Array): ListedContents['packages'] {
  if (bytes.length > counted) return undefined;
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const types = (spdx.safeParse(json).data?.packages ?? []).map(({ externalRefs = [] }) =>
      externalRefs.map(({ referenceLocator = '' }) => referenceLocator).find(isPurl),
    );
    const components = (cyclonedx.safeParse(json).data?.components ?? []).map(({ purl }) => purl);
    const counts: { [type: string]: number } = {};
    for (const purl of [...types, ...components]) {
      const type = typeOf(purl);
      counts[type] = (counts[type] ?? 0) + 1;
    }
    return Object.keys(counts).length > 50 ? undefined : counts;
  } catch {
    return undefined;
  }
}

const isPurl = (text: string): boolean => text.startsWith('pkg:');

/** The type of a package URL, `pkg:<type>/…`; `other` for what has none. */
const typeOf = (purl = ''): string => /^pkg:([a-z0-9.+-]{1,40})\//i.exec(purl)?.[1] ?? 'other';
