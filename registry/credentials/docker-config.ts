// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { later } from '../../core/later.ts';
import { auths, credentialIn } from './auths.ts';
import type { Credential, Keychain } from './credential.ts';
import { entryFor } from './match.ts';

interface Configuration {
  auths: z.output<ReturnType<typeof auths>>;
  credHelpers: { [host: string]: string };
  credsStore?: string | undefined;
}

const configuration = later(() =>
  z.object({
    auths: auths().default({}),
    credHelpers: z.record(z.string(), z.string()).default({}),
    credsStore: z.string().optional(),
  }),
);

/** Under this name Docker keeps the credentials for its Hub. */
const hubServer = 'https://index.docker.io/v1/';

/**
 * The credentials of `docker login`: `$DOCKER_CONFIG/config.json` or `~/.docker/config.json`, and the
 * helpers that it names: a registry's own before the store for all, the store before the file. The
 * file is read once and a helper is asked once per registry.
 *
 * The keychain throws Failure FAILED_PRECONDITION if the file or a helper cannot be used.
 */
export function dockerKeychain(environment: NodeJS.ProcessEnv = process.env): Keychain {
  const folder = environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const file = join(folder, 'config.json');
  let read: Promise<Configuration> | undefined;
  const helped = new Map<string, Promise<Credential | undefined>>();

  const askNow = async (helper: string, server: string) => {
    const { askHelper } = await import('./docker-helper.ts');
    return askHelper(helper, server, environment);
  };
  const ask = (helper: string, host: string) => {
    const server = host === 'index.docker.io' ? hubServer : host;
    const key = `${helper} ${server}`;
    const had = helped.get(key) ?? askNow(helper, server);
    helped.set(key, had);
    return had;
  };

  return async (repository) => {
    read ??= readConfiguration(file);
    const { auths, credHelpers, credsStore } = await read;
    const host = repository.slice(0, repository.indexOf('/'));
    const helper = entryFor(new Map(Object.entries(credHelpers)), host) ?? credsStore;
    const helpedTo = helper ? await ask(helper, host) : undefined;
    if (helpedTo !== undefined) return helpedTo;
    const entry = entryFor(new Map(Object.entries(auths)), repository);
    return entry === undefined ? undefined : credentialIn(entry);
  };
}

async function readConfiguration(file: string): Promise<Configuration> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw unreadable(file, cause);
  });
  if (text === undefined) return { auths: {}, credHelpers: {} };
  try {
    return configuration().parse(JSON.parse(text));
  } catch {
    // The fault is not kept: its text may quote the file.
    throw unreadable(file);
  }
}

const unreadable = (file: string, cause?: unknown): Failure =>
  new Failure('FAILED_PRECONDITION', `${file} is no Docker configuration that can be read`, {
    place: file,
    next: 'docker login',
    ...(cause === undefined ? {} : { cause }),
  });
