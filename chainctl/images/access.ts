// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import type { Command } from '@commander-js/extra-typings';
import type { Keychain } from '../../registry/credentials/credential.ts';
import { dockerKeychain } from '../../registry/credentials/docker-config.ts';
import { openRegistry, type Registry } from '../../registry/registry.ts';
import { proxiesIn } from '../../registry/wire/proxies.ts';
import type { App } from '../app.ts';

/** The flags that say how registries are reached. */
export interface AccessFlags {
  registryMirror?: string[];
  registryCa?: string[];
  allowHttp?: string[];
}

/** Adds them to a command. */
export const withAccess = <Args extends unknown[], Flags extends Record<string, unknown>>(
  command: Command<Args, Flags>,
) =>
  command
    .option('--registry-mirror <host=url...>', 'read images of a registry from elsewhere')
    .option('--registry-ca <file...>', 'further certificate authorities, in PEM')
    .option('--allow-http <host...>', 'registries that are spoken to without TLS');

/** Registries, and with what to open them. */
export interface Access {
  registry: Registry;
  keychain: Keychain;
}

/** Reads registries, by the mirrors of flags or else settings, as whoever is logged in with docker, whose helpers know the clouds too. */
export async function openAccess(app: App, flags: AccessFlags): Promise<Access> {
  const registry = openRegistry({
    reach: 'private',
    plainHttp: flags.allowHttp ?? [],
    mirrors: flags.registryMirror ?? (await app.settings()).mirrors,
    ca: await authoritiesIn(flags.registryCa),
    proxies: proxiesIn(app.env),
  });
  return { registry, keychain: dockerKeychain(app.env) };
}

/** The certificates in the files. */
export const authoritiesIn = (files: string[] = []): Promise<string[]> =>
  Promise.all(files.map((file) => readFile(file, 'utf8')));
