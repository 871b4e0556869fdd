// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const module = new URL('lock.ts', import.meta.url).href;

/** Another process that takes the lock and keeps it. */
function taker(file: string): { child: ChildProcess; lines: AsyncIterator<string> } {
  const script = `import { lock } from ${JSON.stringify(module)};
    lock(${JSON.stringify(file)}, () => console.log('waits'));
    console.log('has it');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

test('of two that want a lock one waits, and gets it even when the other is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enforce-lock-'));
  const file = join(folder, 'a.lock');
  const first = taker(file);
  expect((await first.lines.next()).value).toBe('has it');
  const second = taker(file);
  try {
    expect((await second.lines.next()).value).toBe('waits');
    first.child.kill('SIGKILL');
    expect((await second.lines.next()).value).toBe('has it');
  } finally {
    first.child.kill('SIGKILL');
    second.child.kill('SIGKILL');
    await once(second.child, 'exit');
    rmSync(folder, { recursive: true });
  }
});
