// SPDX-License-Identifier: Apache-2.0
import type { LookupFunction } from 'node:net';
import { Failure } from '../core/errors.ts';
import { type Clock, realClock } from './clock.ts';
import type { Mirrors } from './endpoint.ts';
import type { PlainHosts } from './wire/plain.ts';
import type { Proxies } from './wire/proxies.ts';
import type { Reach } from './wire/reach.ts';

/** How registries are read. Only `reach` has no default: each caller has to know whom it serves. */
export interface Settings {
  reach: Reach;
  /** Hosts (`host` or `host:port`) that may be spoken to without TLS; this machine may in any case. */
  plainHttp?: readonly string[];
  /** Mirrors, as `index.docker.io=https://mirror.example`. */
  mirrors?: readonly string[];
  /** Certificates of authorities beside the runtime's own, PEM. */
  ca?: readonly string[];
  /** How long one operation may last, in milliseconds; 30 seconds if absent. */
  patience?: number;
  /** How long evidence without trouble is handed out again, in milliseconds; a minute if absent. */
  keep?: number;
  clock?: Clock;
  /** How names are resolved; the system's way if absent. */
  lookup?: LookupFunction;
  /** The proxies that requests go through; none if absent. */
  proxies?: Proxies | undefined;
}

/** The settings as the room uses them. */
export interface Ways {
  reach: Reach;
  plainHosts: PlainHosts;
  mirrors: Mirrors;
  ca: readonly string[];
  patience: number;
  keep: number;
  clock: Clock;
  lookup: LookupFunction | undefined;
  proxies: Proxies | undefined;
}

/** Reads the settings. @throws Failure INVALID_ARGUMENT that names every mirror that is none */
export function readSettings(settings: Settings): Ways {
  const plainHosts = new Set((settings.plainHttp ?? []).map((host) => host.toLowerCase()));
  const mirrors = readMirrors(settings.mirrors ?? []);
  for (const mirror of mirrors.values()) {
    if (mirror.protocol === 'http:') plainHosts.add(mirror.host);
  }
  return {
    reach: settings.reach,
    plainHosts,
    mirrors,
    ca: settings.ca ?? [],
    patience: settings.patience ?? 30_000,
    keep: settings.keep ?? 60_000,
    clock: settings.clock ?? realClock,
    lookup: settings.lookup,
    proxies: settings.proxies,
  };
}

function readMirrors(texts: readonly string[]): Map<string, URL> {
  const read = texts.map((text) => ({ text, mirror: readMirror(text) }));
  const faults = read.flatMap(({ text, mirror }) =>
    mirror === undefined ? [{ fault: `${text} is no mirror`, place: text }] : [],
  );
  if (faults.length > 0) {
    const example = 'index.docker.io=https://mirror.example';
    throw new Failure('INVALID_ARGUMENT', `a mirror is written as ${example}`, { faults });
  }
  return new Map(read.flatMap(({ mirror }) => (mirror === undefined ? [] : [mirror])));
}

function readMirror(text: string): [string, URL] | undefined {
  const [, registry = '', target = ''] = /^([^=/\s]+)=(https?:\/\/\S+)$/.exec(text) ?? [];
  if (!URL.canParse(target)) return undefined;
  const url = new URL(target);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return undefined;
  }
  const name = registry.toLowerCase();
  return [name === 'docker.io' ? 'index.docker.io' : name, url];
}
