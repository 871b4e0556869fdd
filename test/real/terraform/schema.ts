// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { files, read, root } from '../../house/tree.ts';
import { cache } from '../build/cache.ts';
import { blockOf } from './package-schema.ts';
import { type Provider, providerNames, providers } from './providers.ts';

/** The types of the provider's resources that `infra/` declares. */
export function declaredTypes(provider: Provider): string[] {
  const declared = new RegExp(`^resource "(${provider}_\\w+)"`, 'gm');
  const all = files(/^infra\/.*\.tf$/).flatMap((path) =>
    [...read(path).matchAll(declared)].map(([, type = '']) => type),
  );
  return [...new Set(all)].sort();
}

/** Where the schema of those is kept, whether it is there or not. */
export function schemaFile(provider: Provider, types = declaredTypes(provider)): string {
  const code = readFileSync(join(import.meta.dirname, 'package-schema.ts'));
  const inputs = createHash('sha256').update(providers[provider].source).update(types.join());
  const digest = inputs.update(code).digest('hex').slice(0, 16);
  return join(cache(), `terraform-schema-${digest}.json`);
}

export const schemaMissing = (): boolean =>
  providerNames.some((provider) => !existsSync(schemaFile(provider)));

/** Makes the schemas of all declared types from the packages, unless they are there; says whether it did. */
export function buildSchemas(): boolean {
  return providerNames.map(buildSchema).includes(true);
}

function buildSchema(provider: Provider): boolean {
  const types = declaredTypes(provider);
  const target = schemaFile(provider, types);
  if (existsSync(target)) return false;
  const folder = mkdtempSync(join(tmpdir(), 'enforce-schema-'));
  try {
    unpack(folder, provider, types);
    const blocks = types.map((type) => generated(folder, provider, type));
    const schemas = Object.fromEntries(
      blocks.map(({ type, block }) => [type, { version: 0, block }]),
    );
    mkdirSync(cache(), { recursive: true });
    writeFileSync(`${target}.new`, JSON.stringify(schemaOf(provider, schemas)));
    renameSync(`${target}.new`, target);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the generated code of a type lies in its package. */
const place = (provider: Provider, type: string, file: string): string =>
  `package/lib/${type.replace(`${provider}_`, '').replaceAll('_', '-')}/${file}`;

function unpack(folder: string, provider: Provider, types: string[]): void {
  const { source } = providers[provider];
  const npm = ['pack', source, '--silent', `--pack-destination=${folder}`];
  const archive = execFileSync('npm', npm, { cwd: root, encoding: 'utf8' }).trim();
  const wanted = types.flatMap((type) =>
    ['index.js', 'index.d.ts'].map((file) => place(provider, type, file)),
  );
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', folder, ...wanted]);
}

function generated(folder: string, provider: Provider, type: string) {
  const text = (file: string) => readFileSync(join(folder, place(provider, type, file)), 'utf8');
  return blockOf(text('index.js'), text('index.d.ts'));
}

/** The schema as `terraform providers schema -json` says it, with what of the provider itself is used. */
function schemaOf(provider: Provider, resources: object): object {
  const attributes = Object.fromEntries(
    Object.entries(providers[provider].configuration).map(([name, type]) => [
      name,
      { type, optional: true },
    ]),
  );
  return {
    format_version: '1.0',
    provider_schemas: {
      [`registry.terraform.io/hashicorp/${provider}`]: {
        provider: { version: 0, block: { attributes } },
        resource_schemas: resources,
        data_source_schemas: {},
      },
    },
  };
}
