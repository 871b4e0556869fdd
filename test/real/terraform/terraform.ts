// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexOf } from '../../../scripts/bundle/archive.ts';
import { entries } from '../../../scripts/bundle/function.ts';
import { root } from '../../house/tree.ts';
import { missing, program } from '../build/cache.ts';
import { type Provider, providerNames, providers } from './providers.ts';
import { schemaFile, schemaMissing } from './schema.ts';

/** Says what is missing here to run Terraform on `infra/`; nothing when it can run. */
export function terraformMissing(): string | undefined {
  if (spawnSync('terraform', ['version'], { stdio: 'ignore' }).status !== 0) {
    return 'terraform 1.11 or newer';
  }
  const lacking = [
    ...missing(['terraform-provider-google']),
    ...(schemaMissing() ? ['terraform-schema'] : []),
  ];
  return lacking.length === 0 ? undefined : `npm run build:real -- ${lacking.join(' ')}`;
}

/** A copy of the repository's infrastructure, in which Terraform runs without an account or a network. */
export interface Workplace {
  /** The copy: `infra/` and what it reads. */
  folder: string;
  /** The variables that make Terraform find the stand-in. */
  environment: Record<string, string>;
  /** Runs Terraform in a folder of the copy; what it prints on stdout. @throws Error with what it printed */
  run: (inside: string, args: string[]) => string;
  remove: () => void;
}

/** The same, with what was given written over the copy. */
export function workplace(changes: Record<string, string> = {}): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'enforce-infra-'));
  for (const each of ['infra', 'firestore.indexes.json', 'firestore.rules']) {
    cpSync(join(root, each), join(folder, each), { recursive: true });
  }
  archives(join(folder, 'dist', 'functions'));
  const state = 'terraform {\n  backend "local" {}\n}\n';
  writeFileSync(join(folder, 'infra/environments/production/local_override.tf'), state);
  for (const [path, text] of Object.entries(changes)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const configuration = join(folder, 'terraform.rc');
  writeFileSync(configuration, mirror(folder));
  const environment = {
    TF_CLI_CONFIG_FILE: configuration,
    TF_IN_AUTOMATION: '1',
  };
  return {
    folder,
    environment,
    run: (inside, args) => {
      const cwd = join(folder, inside);
      const done = spawnSync('terraform', args, {
        cwd,
        env: { ...process.env, ...environment },
        encoding: 'utf8',
        maxBuffer: 1e8,
      });
      if (done.status === 0) return done.stdout;
      throw new Error(`terraform ${args.join(' ')} failed:\n${done.stderr}${done.stdout}`);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Files that stand for the archives, under the index that the bundler writes. */
function archives(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const made = Object.keys(entries).map((name) => ({ name, file: `${name}-0123456789abcdef.zip` }));
  for (const { file } of made) writeFileSync(join(folder, file), '');
  writeFileSync(join(folder, 'index.json'), indexOf(made));
}

/** The stand-in for each provider as Terraform looks for them, and no other place to look. */
function mirror(folder: string): string {
  for (const provider of providerNames) standIn(join(folder, 'mirror'), provider);
  return `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = "${join(folder, 'mirror')}"
  }
}
`;
}

/** The one program under the provider's name: it passes for the version that it has the schema of. */
function standIn(mirror: string, provider: Provider): void {
  const { version } = providers[provider];
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const place = join(mirror, 'registry.terraform.io/hashicorp', provider, version, platform);
  mkdirSync(place, { recursive: true });
  const start = `#!/bin/sh
STANDIN_SCHEMA='${schemaFile(provider)}' exec '${program('terraform-provider-google')}' "$@"
`;
  const name = `terraform-provider-${provider}_v${version}_x5`;
  writeFileSync(join(place, name), start, { mode: 0o755 });
}
