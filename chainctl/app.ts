// SPDX-License-Identifier: Apache-2.0
import type { Fetch } from '../registry/wire/fetch.ts';
import { build } from './build.ts';
import type { Client } from './client.ts';
import type { CredentialStore } from './credentials.ts';
import { outgoing } from './outgoing.ts';
import type { GlobalFlags, Settings } from './settings.ts';
import { type Format, formatOf } from './terminal/format.ts';
import { say, type Terminal } from './terminal/terminal.ts';

/** What every command is given. Nothing in it is made before it is asked for. */
export interface App {
  terminal: Terminal;
  env: Record<string, string | undefined>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Requests beside those of `client`. */
  fetch: Fetch;
  flags: () => GlobalFlags;
  settings: () => Promise<Settings>;
  credentials: () => Promise<CredentialStore>;
  /** The API as whoever is logged in. */
  client: () => Promise<Client>;
  /** The form of output asked for. */
  format: (usual: Format) => Format;
  /** What there is to tell a person when the command is over. */
  atEnd: (() => void)[];
}

/** The world around one run of the command line. */
export interface World {
  terminal: Terminal;
  env: Record<string, string | undefined>;
  now: () => number;
}

/** Puts together what commands are given, each part once and when it is first used. */
export function appIn(world: World, flags: () => GlobalFlags): App {
  const atEnd: (() => void)[] = [];
  const fetch = outgoing(world.env);
  const settings = once(async () => {
    const { readSettings } = await import('./settings.ts');
    return readSettings(flags(), world.env);
  });
  const credentials = once(async () => {
    const { credentialStore } = await import('./credentials.ts');
    return credentialStore((await settings()).platform.audience, world.env);
  });
  const client = once(async () => {
    const { connect } = await import('./client.ts');
    const { accessToken } = await import('./session.ts');
    const { platform } = await settings();
    const store = await credentials();
    if (world.terminal.toPerson && build.commit !== 'unknown') {
      const { lookOut } = await import('./notice.ts');
      atEnd.push(lookOut({ ...world, settings, fetch }));
    }
    return connect({
      api: platform.api,
      token: () => accessToken(store, platform, fetch),
      userAgent,
      fetch,
      ...(flags().verbose ? { trace: (line: string) => say(world.terminal, line) } : {}),
    });
  });
  const format = (usual: Format) => formatOf(flags().output, usual);
  return { ...world, fetch, flags, settings, credentials, client, format, atEnd };
}

/** What chainctl calls itself towards the API; it stands in the audit trail. */
export const userAgent = `chainctl/${build.version} (${build.target})`;

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
