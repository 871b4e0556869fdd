// SPDX-License-Identifier: Apache-2.0
import type { LookupFunction } from 'node:net';
import type { Trusted } from '../../core/policy/trusts.ts';
import { type Clock, realClock } from '../clock.ts';
import type { Proxies } from '../wire/proxies.ts';
import type { Reach } from '../wire/reach.ts';
import { limits } from './limits.ts';

/** Where a trusted root comes from. */
export type RootSource =
  /** Sigstore's public-good instance: the root that is built in, refreshed over TUF. */
  | { kind: 'public-good' }
  /** A `trusted_root.json`. It is as it is: nothing refreshes it. */
  | { kind: 'file'; trusted: Trusted }
  | Mirror;

/** A TUF repository that is served over HTTP. */
export interface Mirror {
  kind: 'mirror';
  /** Without credentials, query and fragment. With `http:` its host may do without TLS. */
  url: string;
  /** The text of the `root.json` with which trust begins. */
  root: string;
  /** Where the targets lie below the URL; `targets` if absent. */
  targets?: string;
  /** The name of the target; `trusted_root.json` if absent. */
  target?: string;
}

/** How trusted roots are kept fresh. Only `reach` has no default: each caller knows whom it serves. */
export interface TrustSettings {
  reach: Reach;
  /** Sends nothing: what is built in or was kept is used, however old it is. */
  offline?: boolean;
  /** A folder for the last good roots; without it they are gone with the process. */
  folder?: string;
  /** Certificates of authorities beside the runtime's own, PEM. */
  ca?: readonly string[];
  /** How long a refresh may last, in milliseconds; 20 seconds if absent. */
  patience?: number;
  clock?: Clock;
  /** How names are resolved; the system's way if absent. */
  lookup?: LookupFunction;
  /** The proxies that requests go through; none if absent. */
  proxies?: Proxies | undefined;
}

/** The settings as the room uses them. */
export interface TrustWays {
  reach: Reach;
  offline: boolean;
  folder: string | undefined;
  ca: readonly string[];
  patience: number;
  clock: Clock;
  lookup: LookupFunction | undefined;
  proxies: Proxies | undefined;
}

export const trustWays = (settings: TrustSettings): TrustWays => ({
  reach: settings.reach,
  offline: settings.offline ?? false,
  folder: settings.folder,
  ca: settings.ca ?? [],
  patience: settings.patience ?? limits.patience,
  clock: settings.clock ?? realClock,
  lookup: settings.lookup,
  proxies: settings.proxies,
});
