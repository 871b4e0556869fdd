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

/** The newest that there is; it was generated from version 6.50 of the provider. */
const source = '@cdktf/provider-google@16.12.1';

/** The types of the resources that `infra/` declares. */
export function declaredTypes(): string[] {
  const all = files(/^infra\/.*\.tf$/).flatMap((path) =>
    [...read(path).matchAll(/^resource "(google_\w+)"/gm)].map(([, type = '']) => type),
  );
  return [...new Set(all)].sort();
}

/** Where the schema of those is kept, whether it is there or not. */
export function schemaFile(types = declaredTypes()): string {
  const code = readFileSync(join(import.meta.dirname, 'package-schema.ts'));
  const inputs = createHash('sha256').update(source).update(types.join()).update(code);
  return join(cache(), `terraform-schema-${inputs.digest('hex').slice(0, 16)}.json`);
}

export const schemaMissing = (): boolean => !existsSync(schemaFile());

/** Makes the schema of all declared types from the package, unless it is there; says whether it did. */
export function buildSchema(): boolean {
  const types = declaredTypes();
  const target = schemaFile(types);
  if (existsSync(target)) return false;
  const folder = mkdtempSync(join(tmpdir(), 'enforce-schema-'));
  try {
    const blocks = types.map((type) => generated(folder, types, type));
    const schemas = Object.fromEntries(
      blocks.map(({ type, block }) => [type, { version: 0, block }]),
    );
    mkdirSync(cache(), { recursive: true });
    writeFileSync(`${target}.new`, JSON.stringify(schemaOf(schemas)));
    renameSync(`${target}.new`, target);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function generated(folder: string, types: string[], type: string) {
  const place = (each: string, file: string) =>
    `package/lib/${each.replace('google_', '').replaceAll('_', '-')}/${file}`;
  if (!existsSync(join(folder, 'package'))) {
    const npm = ['pack', source, '--silent', `--pack-destination=${folder}`];
    const archive = execFileSync('npm', npm, { cwd: root, encoding: 'utf8' }).trim();
    const wanted = types.flatMap((each) => [place(each, 'index.js'), place(each, 'index.d.ts')]);
    execFileSync('tar', ['-xzf', join(folder, archive), '-C', folder, ...wanted]);
  }
  const text = (file: string) => readFileSync(join(folder, place(type, file)), 'utf8');
  return blockOf(text('index.js'), text('index.d.ts'));
}

/** The schema as `terraform providers schema -json` says it, with what of the provider itself is used. */
function schemaOf(resources: object): object {
  const optional = (type: unknown) => ({ type, optional: true });
  const attributes = {
    ...Object.fromEntries(
      ['project', 'region', 'billing_project', 'access_token'].map((name) => [
        name,
        optional('string'),
      ]),
    ),
    user_project_override: optional('bool'),
  };
  return {
    format_version: '1.0',
    provider_schemas: {
      'registry.terraform.io/hashicorp/google': {
        provider: { version: 0, block: { attributes } },
        resource_schemas: resources,
        data_source_schemas: {},
      },
    },
  };
}
