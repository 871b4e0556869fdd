// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/errors.ts';
import { type Architecture, architectures } from './pinned.ts';
import { run } from './run.ts';

/**
 * Fetches packages with apt into the folder, from the machine's own sources, which apt believes by
 * their signatures. @throws Failure NOT_FOUND for a version that Debian has replaced
 */
export async function fromDebian(
  wanted: { name: string; version: string; architecture: Architecture }[],
  folder: string,
): Promise<void> {
  await withApt(async (apt) => {
    const named = wanted.map((each) => `${each.name}:${each.architecture}=${each.version}`);
    await apt('apt-get', ['download', '-q', ...named], folder).catch((cause: unknown) => {
      const why = cause instanceof Failure ? `: ${cause.message}` : '';
      throw new Failure(
        'NOT_FOUND',
        `apt does not find what scripts/image/pinned.json names${why}`,
        {
          next: 'npm run image -- --renew',
          cause,
        },
      );
    });
  });
}

/** The versions that apt would install now, by `name:architecture`. @throws Failure NOT_FOUND */
export async function newestOf(names: readonly string[]): Promise<Map<string, string>> {
  return withApt(async (apt) => {
    const found = new Map<string, string>();
    for (const name of architectures.flatMap((each) => names.map((one) => `${one}:${each}`))) {
      const said = (await apt('apt-cache', ['policy', name])).toString();
      const version = /Candidate: (\S+)/.exec(said)?.[1];
      if (version === undefined || version === '(none)') {
        throw new Failure('NOT_FOUND', `the sources of apt have no ${name}`, {
          next: 'the same in Debian 12, for example in the container node:24-bookworm',
        });
      }
      found.set(name, version);
    }
    return found;
  });
}

type Apt = (program: 'apt-get' | 'apt-cache', args: string[], cwd?: string) => Promise<Buffer>;

/** apt with lists of its own, so that nothing of the machine's is changed and nobody has to be root. */
async function withApt<Found>(use: (apt: Apt) => Promise<Found>): Promise<Found> {
  const home = await mkdtemp(join(tmpdir(), 'enforce-apt-'));
  try {
    for (const each of ['lists/partial', 'cache/archives/partial']) {
      await mkdir(join(home, each), { recursive: true });
    }
    const settings = {
      'Dir::State': home,
      'Dir::State::lists': join(home, 'lists'),
      'Dir::State::status': join(home, 'status'),
      'Dir::Cache': join(home, 'cache'),
      'APT::Sandbox::User': '',
      'Acquire::Languages': 'none',
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
    const both = architectures.map((each) => `"${each}";`).join(' ');
    await writeFile(join(home, 'status'), '');
    await writeFile(join(home, 'conf'), `${lines.join('')}APT::Architectures { ${both} };\n`);
    const env = { ...process.env, APT_CONFIG: join(home, 'conf') };
    const apt: Apt = (program, args, cwd = home) => run(program, args, cwd, env);
    await apt('apt-get', ['update', '-q']);
    return await use(apt);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
