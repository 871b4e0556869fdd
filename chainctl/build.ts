// SPDX-License-Identifier: Apache-2.0

/** Where a platform is: the URLs that the command line talks to. */
export interface Platform {
  /** The API, without a slash at the end. */
  api: string;
  /** The OpenID Provider that logs people in. */
  issuer: string;
  /** The audience of access tokens. */
  audience: string;
  /** The web console. */
  console: string;
  /** Where this platform's chainctl is downloaded from. */
  downloads: string;
}

/** Whom a keyless signature must name: an issuer and what its certificate says of the signer. */
export interface Identity {
  issuer: string;
  subject: string;
}

/** What was baked into this executable when it was built. */
export interface Build {
  version: string;
  commit: string;
  treeState: 'clean' | 'dirty' | 'unknown';
  /** RFC 3339, in seconds. */
  date: string;
  /** `<os>/<architecture>`, e.g. `linux/amd64`. */
  target: string;
  platform: Platform;
  /** Who signs what the platform offers; absent where nobody does. */
  signer?: Identity;
  /** The agent's image that the platform offers; absent where it has to be loaded by hand. */
  image?: string;
}

declare const CHAINCTL_BUILD: Build | undefined;

/** The platform whose addresses are all at one URL: a local home. */
export const platformAt = (url: string): Platform => ({
  api: url,
  issuer: url,
  audience: url,
  console: url,
  downloads: `${url}/downloads`,
});

/** Run from its source, chainctl belongs to the local home at its usual place. */
const fromSource: Build = {
  version: 'source',
  commit: 'unknown',
  treeState: 'unknown',
  date: '1970-01-01T00:00:00Z',
  target: `${process.platform}/${process.arch}`,
  platform: platformAt('http://localhost:8080'),
};

export const build: Build = typeof CHAINCTL_BUILD === 'undefined' ? fromSource : CHAINCTL_BUILD;
