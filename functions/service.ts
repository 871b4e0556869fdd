// SPDX-License-Identifier: Apache-2.0
import type { Blobs } from '../ports/blobs/port.ts';
import type { Documents } from '../ports/documents/port.ts';
import type { Keys } from '../ports/keys/port.ts';
import type { Topics } from '../ports/topics/port.ts';

/** A provider with which people log in: an OpenID Provider that knows us by a client id. */
export interface LoginProvider {
  /** A word for URLs, e.g. `google`. */
  id: string;
  /** What the button says. */
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** What one home is made of: everything that a function stands on. */
export interface Service {
  documents: Documents;
  topics: Topics;
  blobs: Blobs;
  keys: Keys;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Outgoing requests. */
  fetch: typeof fetch;
  /** One line of JSON per call. */
  log: (entry: object) => void;
  /** Aborted when the process is asked to end: whoever waits is answered then. */
  leaving: AbortSignal;
  /** Our `iss`: the URL under which the service is reached, without a slash at the end. */
  issuer: string;
  /** Our `aud`: the URL of the API. */
  audience: string;
  /** How many proxies of ours stand in front, whose X-Forwarded-For entries count. */
  proxies: number;
  loginProviders: LoginProvider[];
  /**
   * Only in the local home: the issuer of the development login, the same at every port, so that
   * people stay who they are. Undefined anywhere else.
   */
  development: { issuer: string } | undefined;
  /** Secrets that sign cookies, the newest first. */
  cookieKeys: string[];
}
