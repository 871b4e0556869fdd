// SPDX-License-Identifier: Apache-2.0

/** A program that the tests run as it is, and that exists only as Go source. */
export interface Part {
  /** Its version, as upstream counts it; of our own wrappers, that of what they wrap. */
  version: string;
  /** The package to build, seen from the part's folder `test/real/go/<name>/`. */
  package: string;
  /** Further flags for the linker. */
  link?: string;
  /** A folder of a module that lies beside the program, under the name `files`. */
  files?: { module: string; folder: string };
}

const kubernetes = 'v1.35.4';

/** All of them, in the order in which they are built: what more tests wait for comes first. */
export const parts = {
  reg: { version: '0.0.0-20251212221603', package: '.' },
  meter: { version: '1.0.0', package: '.' },
  opa: { version: '1.17.1', package: '.' },
  cue: { version: '0.12.1', package: '.' },
  labsig: { version: '1.8.8', package: '.' },
  'timestamp-server': { version: '2.1.3', package: '.' },
  'rekor-tiles': {
    version: '2.3.0',
    package: 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix',
  },
  cosign3: { version: '3.1.3', package: 'github.com/sigstore/cosign/v3/cmd/cosign' },
  rekor: { version: '1.5.4', package: 'github.com/sigstore/rekor/cmd/rekor-server' },
  'rekor-tiles-2.2.1': {
    version: '2.2.1',
    package: 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix',
  },
  cosign2: { version: '2.6.5', package: 'github.com/sigstore/cosign/v2/cmd/cosign' },
  kube: { version: kubernetes.slice(1), package: '.', link: versionFlags(kubernetes) },
  'fake-gcs-server': { version: '1.56.1', package: 'github.com/fsouza/fake-gcs-server' },
  'terraform-provider-google': { version: '6.50.0', package: '.' },
  kwok: { version: '0.8.0', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  'policy-controller': {
    version: '0.13.1',
    package: 'github.com/sigstore/policy-controller/cmd/webhook',
    files: { module: 'github.com/sigstore/policy-controller', folder: 'config' },
  },
} satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

export const partNames = Object.keys(parts).filter(isPartName);

export function isPartName(name: string): name is PartName {
  return Object.hasOwn(parts, name);
}

/** What Kubernetes' own build stamps into its programs; without it they claim to be v0.0.0. */
function versionFlags(version: string): string {
  const [major = '', minor = ''] = version.slice(1).split('.');
  const stamps = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    gitCommit: '0'.repeat(40),
    buildDate: '2026-01-01T00:00:00Z',
  };
  return Object.entries(stamps)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}
