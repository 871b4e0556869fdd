// SPDX-License-Identifier: Apache-2.0
import { provenance } from '../chainctl/provenance.ts';
import { application, type Bundled, folder } from './application.ts';
import { baseLayer, user } from './base.ts';
import { digestOf, type Layer, layerOf } from './layer.ts';
import { type Architecture, architectures, type PinnedPackage, readPinned } from './pinned.ts';

const oci = 'application/vnd.oci.image';
export const indexType = `${oci}.index.v1+json`;
export const manifestType = `${oci}.manifest.v1+json`;

/** How OCI names content (image-spec, descriptor). */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** An image of one platform, and what it is made of. */
export interface Platform {
  architecture: Architecture;
  manifest: Descriptor;
  packages: PinnedPackage[];
  bundled: Bundled[];
}

/** The agent's image for all platforms. */
export interface Image {
  version: string;
  /** RFC 3339: when what it is made of was committed. */
  created: string;
  index: Descriptor;
  platforms: Platform[];
  /** Everything that the index leads to, by digest; what it leads to comes before it. */
  contents: Map<string, Uint8Array>;
  /** Those of the contents that are manifests, and of what type. */
  manifests: Descriptor[];
}

/** Makes the image from this working tree; the same commit makes the same bytes. @throws Failure */
export async function makeImage(root: string): Promise<Image> {
  const { version, commit, date: created } = provenance(root);
  const { tree, bundled } = await application();
  const own = await layerOf(tree);
  const contents = new Map<string, Uint8Array>();
  const add = (mediaType: string, bytes: Uint8Array): Descriptor => {
    const digest = digestOf(bytes);
    contents.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const json = (mediaType: string, value: object): Descriptor =>
    add(mediaType, Buffer.from(JSON.stringify(value)));
  const platforms: Platform[] = [];
  const pinned = readPinned();
  for (const architecture of architectures) {
    const layers = [await baseLayer(architecture, pinned), own];
    const config = json(`${oci}.config.v1+json`, {
      ...configuration({ version, commit, created }, layers),
      architecture,
      os: 'linux',
    });
    const manifest = json(manifestType, {
      schemaVersion: 2,
      mediaType: manifestType,
      config,
      layers: layers.map(({ bytes }) => add(`${oci}.layer.v1.tar+gzip`, bytes)),
    });
    platforms.push({ architecture, manifest, packages: pinned[architecture].packages, bundled });
  }
  const index = json(indexType, {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: platforms.map(({ manifest, architecture }) => ({
      ...manifest,
      platform: { architecture, os: 'linux' },
    })),
    annotations: labels({ version, commit, created }),
  });
  const manifests = [...platforms.map(({ manifest }) => manifest), index];
  return { version, created, index, platforms, contents, manifests };
}

interface Source {
  version: string;
  commit: string;
  created: string;
}

const labels = ({ version, commit, created }: Source) => ({
  'org.opencontainers.image.title': 'Enforce agent',
  'org.opencontainers.image.description': 'Observes and enforces which images run in a cluster',
  'org.opencontainers.image.licenses': 'Apache-2.0',
  'org.opencontainers.image.version': version,
  'org.opencontainers.image.revision': commit,
  'org.opencontainers.image.created': created,
});

/** How the process is started (image-spec, config). It writes where the manifests mount something. */
function configuration(source: Source, layers: Layer[]): object {
  const [base, own] = ['Node and the libraries that it needs', 'the agent'];
  return {
    created: source.created,
    config: {
      User: `${user}:${user}`,
      Env: [
        'PATH=/usr/bin',
        'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
        `ENFORCE_VERSION=${source.version}`,
      ],
      Entrypoint: ['/usr/bin/node', '--use-openssl-ca', `/${folder}/index.js`],
      WorkingDir: '/',
      ExposedPorts: { '8080/tcp': {}, '8443/tcp': {} },
      StopSignal: 'SIGTERM',
      Labels: labels(source),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: [base, own].map((comment) => ({ created: source.created, comment })),
  };
}
