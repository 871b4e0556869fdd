// SPDX-License-Identifier: Apache-2.0
import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-shells-'));
  const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
  const script = `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`;
  await writeFile(join(folder, 'chainctl'), script);
  await chmod(join(folder, 'chainctl'), 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const missing = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status !== 0;

/** What the shell writes for the script, with chainctl in its path. */
function written(shell: string, args: string[], script: string): Promise<string> {
  const env = { HOME: folder, PATH: `${folder}:${process.env['PATH']}`, TERM: 'dumb' };
  return new Promise((resolve, reject) => {
    const options = { env, cwd: folder, timeout: 50_000 };
    execFile(shell, [...args, '-c', script], options, (error, out, err) =>
      error === null ? resolve(out) : reject(new Error(`${shell}: ${out}\n${err}`)),
    );
  });
}

test('bash completes with the word alone, and evaluates nothing on the line', async () => {
  const out = await written(
    'bash',
    ['--norc'],
    `source <(chainctl completion bash)
    on() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _chainctl; echo "\${COMPREPLY[*]:-none}"; }
    on chainctl iam role-b
    on chainctl policies delete --rec
    on chainctl iam '$(touch ran)' '\`touch ran\`'`,
  );
  expect(out).toBe('role-bindings role-binding\n--recursive\nnone\n');
  expect(await readdir(folder)).not.toContain('ran');
});

/** Types into a zsh that has a terminal of its own, and waits until it shows what the pattern says. */
const zsh = (typed: string, pattern: string): string => `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'autoload -Uz compinit; compinit -u -D; source <(chainctl completion zsh); print LOADED-$((1+1))'
zpty -r -m z ready '*LOADED-2*'
zpty -n -w z ${typed}
zpty -r -m z shown ${pattern}
zpty -d z
print -r -- "$shown"`;

test.skipIf(missing('zsh'))(
  'zsh completes in a terminal (left out where there is no zsh)',
  async () => {
    const one = await written('zsh', ['-f'], zsh("$'chainctl policies ap\\t'", "'*apply *'"));
    expect(one).toContain('chainctl policies apply ');
    const many = await written(
      'zsh',
      ['-f'],
      zsh("$'chainctl iam group \\t'", "'*Change the name*'"),
    );
    expect(many).toContain('-- Create a group');
    const hostile = "$'chainctl iam $(touch ran) \\t'";
    await written('zsh', ['-f'], zsh(hostile, "'*role-bindings*'"));
    expect(await readdir(folder)).not.toContain('ran');
  },
);

test.skipIf(missing('fish'))(
  'fish completes, with what each word means (left out without fish)',
  async () => {
    const ask = (line: string) =>
      written('fish', ['-N'], `chainctl completion fish | source; complete -C '${line}'`);
    const lines = (await ask('chainctl iam group ')).split('\n');
    expect(lines).toContain('create\tCreate a group');
    expect(await ask('chainctl policies ap')).toMatch(/^apply\tCreate or update .*\n$/);
    await ask('chainctl iam (touch ran) ');
    expect(await readdir(folder)).not.toContain('ran');
  },
);
