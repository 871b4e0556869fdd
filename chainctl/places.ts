// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Record<string, string | undefined>;

/** The folder for settings that a person keeps, as each system has it. */
export function configFolder(env: Environment): string {
  return join(base(env, 'XDG_CONFIG_HOME', '.config', 'APPDATA', 'Application Support'));
}

/** The folder for what can be had again: tokens, answers that completions use. */
export function cacheFolder(env: Environment): string {
  return join(base(env, 'XDG_CACHE_HOME', '.cache', 'LOCALAPPDATA', 'Caches'));
}

/** The folder for trust roots that were refreshed. */
export const trustFolder = (env: Environment): string =>
  join(cacheFolder(env), 'chainguard', 'trust');

function base(
  env: Environment,
  xdg: string,
  dot: string,
  windows: string,
  library: string,
): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const named = process.platform === 'win32' ? env[windows] : env[xdg];
  if (named !== undefined && named !== '') return named;
  return process.platform === 'darwin' ? join(home, 'Library', library) : join(home, dot);
}
