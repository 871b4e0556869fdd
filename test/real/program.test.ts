// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { run } from './program.ts';

const module = new URL('program.ts', import.meta.url).href;

test('a program ends with the process that started it, even if that is killed', async () => {
  const script = `import { run } from ${JSON.stringify(module)};
    console.log(run('sleep', ['600']).pid);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const pid = Number(line);
  expect(alive(pid)).toBe(true);
  parent.kill('SIGKILL');
  while (alive(pid)) await sleep(10);
});

test('one that ends before it is ready says why', async () => {
  const program = run('sh', ['-c', 'echo no such disk >&2; exit 3']);
  await expect(program.until(async () => false)).rejects.toThrow('no such disk');
});

test('one that is not there says so', async () => {
  await expect(run('/nowhere/program', []).announced()).rejects.toThrow('ENOENT');
});

test('one that is stopped is gone when stop resolves', async () => {
  const program = run('sleep', ['600']);
  await program.stop();
  expect(alive(program.pid)).toBe(false);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
