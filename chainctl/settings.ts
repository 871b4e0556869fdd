// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../core/errors.ts';
import { build, type Platform } from './build.ts';
import { configFolder } from './places.ts';

/** What a person has set, on top of what is baked in. */
export interface Settings {
  platform: Platform;
  /** The group that commands use when none is named: a name or an id. */
  group: string | undefined;
  skipVersionCheck: boolean;
  trust: TrustDefaults;
  /** Where images of a registry are read instead, as `index.docker.io=https://mirror.example`. */
  mirrors: string[];
}

/** Whom to believe where no flag says so. */
export interface TrustDefaults {
  /** A `trusted_root.json`. */
  file: string | undefined;
  /** A TUF mirror, and the `root.json` with which it begins. */
  url: string | undefined;
  root: string | undefined;
  offline: boolean;
}

/** The flags that every command takes. */
export interface GlobalFlags {
  api?: string;
  audience?: string;
  config?: string;
  console?: string;
  issuer?: string;
  output?: string;
  verbose?: boolean;
}

type Environment = Record<string, string | undefined>;

/** The file that holds the settings. */
export const settingsFile = (flags: GlobalFlags, env: Environment): string =>
  flags.config ?? env['CHAINCTL_CONFIG'] ?? join(configFolder(env), 'chainctl', 'config.yaml');

/**
 * The settings in force: a flag goes before the environment, that before the file, that before what
 * is baked in. @throws Failure INVALID_ARGUMENT for a file that is not as it should be
 */
export async function readSettings(flags: GlobalFlags, env: Environment): Promise<Settings> {
  const file = settingsFile(flags, env);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Failure('INVALID_ARGUMENT', `${file} cannot be read (${error.code})`, {
      place: file,
      cause: error,
    });
  });
  const stored = text === undefined ? {} : (await import('./config-file.ts')).parse(text, file);
  const { api, issuer, audience, console } = flags;
  const given = Object.entries({ api, issuer, audience, console });
  const chosen = Object.fromEntries(given.filter(([, url]) => url !== undefined));
  const platform = { ...build.platform, ...stored.platform, ...chosen };
  return {
    platform: withoutSlashes(platform),
    group: env['CHAINGUARD_DEFAULT_GROUP'] ?? stored.default?.group,
    skipVersionCheck: stored.default?.['skip-version-check'] ?? false,
    trust: {
      file: stored.trust?.['trusted-root'],
      url: stored.trust?.['tuf-mirror'],
      root: stored.trust?.['tuf-root'],
      offline: stored.trust?.offline ?? false,
    },
    mirrors: stored.registry?.mirrors ?? [],
  };
}

/** URLs are put together by appending, so none ends with a slash. @throws Failure INVALID_ARGUMENT */
function withoutSlashes(platform: Platform): Platform {
  const clean = (name: keyof Platform): string => {
    const url = platform[name];
    if (/^https?:\/\//.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '');
    throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(url)} is not an http or https URL`, {
      place: `platform.${name}`,
      next: 'chainctl config view',
    });
  };
  return {
    api: clean('api'),
    issuer: clean('issuer'),
    // An audience is a name that happens to look like a URL: it is compared, never opened.
    audience: platform.audience,
    console: clean('console'),
    downloads: clean('downloads'),
  };
}
