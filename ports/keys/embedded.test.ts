// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keysContract } from './contract.ts';
import { fileKeys } from './embedded.ts';

const place = async () => join(await mkdtemp(join(tmpdir(), 'enforce-keys-')), 'keys.json');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('keys in a file', () => {
  keysContract(async () => {
    let now = Date.UTC(2030, 0);
    const keys = await fileKeys(await place(), () => now);
    const later = (milliseconds: number) => {
      now += milliseconds;
    };
    return { keys, later, rotate: keys.rotate, end: async () => undefined };
  });

  test('the file is for its owner alone, also when it was open to others before', async () => {
    const path = await place();
    const keys = await fileKeys(path, Date.now);
    expect(await modeOf(path)).toBe(0o600);
    await writeFile(`${path}.new`, 'left by a crash', { mode: 0o644 });
    await keys.rotate();
    expect(await modeOf(path)).toBe(0o600);
    await chmod(path, 0o644);
    await fileKeys(path, Date.now);
    expect(await modeOf(path)).toBe(0o600);
  });

  test('the same keys are there after a restart', async () => {
    const path = await place();
    const before = await fileKeys(path, Date.now);
    await before.rotate();
    const after = await fileKeys(path, Date.now);
    expect(await after.published()).toEqual(await before.published());
  });

  test('two rotations at once make two keys', async () => {
    const path = await place();
    const keys = await fileKeys(path, Date.now);
    await Promise.all([keys.rotate(), keys.rotate()]);
    expect(await keys.published()).toHaveLength(3);
  });

  test('a file that holds something else is kept, and what is in it stands in no error', async () => {
    for (const text of ['SECRET', '[]', '[{"pem":"SECRET"}]']) {
      const path = await place();
      await writeFile(path, text);
      const error = await fileKeys(path, Date.now).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: 'FAILED_PRECONDITION' });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('SECRET');
      expect(await readFile(path, 'utf8')).toBe(text);
    }
  });
});
