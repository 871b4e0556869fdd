// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tutorialParts } from '../fixtures/story/tutorial.ts';
import { describeReal } from '../real/needs.ts';

const script = new URL('../../scripts/demo.ts', import.meta.url).pathname;

/** Runs the demonstration; it is told to end as soon as it has printed `until`. */
function demo(temporary: string, until?: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [script, '--fast'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (until !== undefined && said.includes(until)) child.kill('SIGINT');
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

describeReal('npm run demo', tutorialParts, () => {
  let temporary: string;
  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'enforce-demo-'));
  });
  afterEach(() => rm(temporary, { recursive: true, force: true, maxRetries: 10 }));

  test('walks from chainctl to the denied image, names the console’s page, and leaves nothing', {
    timeout: 300_000,
  }, async () => {
    const { code, said } = await demo(temporary);
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).toMatch(
      /\$ kubectl run not-signed --image=ubuntu\nError from server \(BadRequest\): admission webhook "enforcer\.chainguard\.dev" denied the request: validation failed: no matching signatures:\n: spec\.containers\[0\]\.image\nindex\.docker\.io\/library\/ubuntu@sha256:[0-9a-f]{64}/,
    );
    expect(said).toMatch(/\n {2}http:\/\/localhost:\d+\/clusters\/[0-9a-f/]+\n/);
    expect(await readdir(temporary)).toEqual([]);
  });

  test('Ctrl-C on the way ends it, and leaves nothing', { timeout: 300_000 }, async () => {
    const { code, said } = await demo(temporary, '$ chainctl version');
    expect({ code, said }).toMatchObject({ code: 130 });
    expect(said).not.toContain('$ kubectl');
    expect(await readdir(temporary)).toEqual([]);
  });
});
