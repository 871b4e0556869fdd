// SPDX-License-Identifier: Apache-2.0
import type { Image, Platform } from './image.ts';

/** A package as SPDX 2.3 lists it (§7). */
interface Listed {
  SPDXID: string;
  name: string;
  versionInfo: string;
  downloadLocation: 'NOASSERTION';
  filesAnalyzed: false;
  licenseDeclared: string;
  checksums?: { algorithm: 'SHA256'; checksumValue: string }[];
  externalRefs: object[];
}

/**
 * What is in the image of one platform, as SPDX 2.3: Node and Debian's packages by the files they came
 * in, and every package of npm of which something is in the bundle. The same image, the same list.
 */
export function sbomOf({ created, version }: Image, platform: Platform): object {
  const { architecture, manifest, packages, bundled } = platform;
  const root = listed(
    ['Image', 'enforce-agent', version, 'Apache-2.0'],
    `pkg:oci/enforce-agent@${encodeURIComponent(manifest.digest)}?arch=${architecture}`,
    manifest.digest.slice('sha256:'.length),
  );
  const within = [
    ...packages.map(({ from, name, version: found, sha256 }) =>
      from === 'npm'
        ? listed(['Node', 'node', found, 'MIT'], purl('npm', name, found), sha256)
        : listed(
            ['Debian', name, found, 'NOASSERTION'],
            `${purl('deb/debian', name, found)}?arch=${architecture}&distro=debian-12`,
            sha256,
          ),
    ),
    ...bundled.map(({ name, version: found, license }) =>
      listed(['Npm', name, found, license ?? 'NOASSERTION'], purl('npm', name, found)),
    ),
  ];
  const describes = relation('SPDXRef-DOCUMENT', 'DESCRIBES', root.SPDXID);
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `enforce-agent ${version} linux/${architecture}`,
    documentNamespace: `urn:enforce:agent:${manifest.digest}`,
    creationInfo: { created, creators: ['Tool: enforce-image', 'Organization: Enforce'] },
    packages: [root, ...within],
    relationships: [
      describes,
      ...within.map(({ SPDXID }) => relation(root.SPDXID, 'CONTAINS', SPDXID)),
    ],
  };
}

function listed(
  [kind, name, version, license]: [string, string, string, string],
  locator: string,
  sha256?: string,
): Listed {
  const id = `${kind}-${name}-${version}`.replace(/[^A-Za-z0-9.-]+/g, '-');
  return {
    SPDXID: `SPDXRef-${id}`,
    name,
    versionInfo: version,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseDeclared: license,
    ...(sha256 !== undefined && {
      checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
    }),
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: locator,
      },
    ],
  };
}

/** A package URL; in names the @ of a scope alone has to be written otherwise. */
const purl = (type: string, name: string, version: string): string =>
  `pkg:${type}/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;

const relation = (from: string, relationshipType: string, to: string) => ({
  spdxElementId: from,
  relationshipType,
  relatedSpdxElement: to,
});
