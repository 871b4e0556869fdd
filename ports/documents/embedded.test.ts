// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { documentsContract } from './contract.ts';
import { openDocuments } from './embedded.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-documents-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('documents in a file', () => {
  documentsContract(async () => {
    const file = join(folder, 'contract.db');
    let offset = 0;
    const clock = () => Date.now() + offset;
    const work = {
      documents: openDocuments(file, clock),
      clock,
      later: (milliseconds: number) => {
        offset += milliseconds;
      },
      reopen: async () => {
        await work.documents.close();
        work.documents = openDocuments(file, clock);
      },
      racers: 50,
      end: () => work.documents.close(),
    };
    return work;
  });

  test('no other process and no second opening gets at a file that is open', async () => {
    const file = join(folder, 'locked.db');
    const documents = openDocuments(file);
    const inUse = `${file} is in use by another process`;
    expect(() => openDocuments(file)).toThrow(inUse);
    const code = `import { openDocuments } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))};
      try { openDocuments(process.argv[1]); } catch (error) { console.log(error.code, error.message, error.next); }`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', code, file]);
    expect(said.toString()).toMatch(`FAILED_PRECONDITION ${inUse}`);
    await documents.put({ collection: { name: 'things', indexed: [] }, id: 'one' }, {});
    await documents.close();
    await openDocuments(file).close();
  });

  test('what was read is shared: it cannot be changed, and after a write another is read', async () => {
    const documents = openDocuments(join(folder, 'shared.db'));
    const key = { collection: { name: 'things', indexed: [] }, id: 'one' };
    await documents.put(key, { list: ['as it was'] });
    const read = async () => (await documents.get(key))?.data['list'];
    const before = await read();
    expect(await read()).toBe(before);
    expect(() => Array.isArray(before) && before.push('more')).toThrow(TypeError);
    await documents.put(key, { list: ['as it is now'] });
    expect(await read()).toEqual(['as it is now']);
    expect(before).toEqual(['as it was']);
    await documents.close();
  });

  /** Passes on what SQLite is told, and lets it fail where the test says so. */
  const telling = (fails: (sql: string) => boolean) => {
    const exec = DatabaseSync.prototype.exec;
    const told: string[] = [];
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      told.push(sql);
      if (fails(sql)) throw new Error('disk I/O error');
      exec.call(this, sql);
    });
    return told;
  };

  test('what is written in one turn waits for the disk once; what fails there takes nothing along', async () => {
    const documents = openDocuments(join(folder, 'together.db'));
    const told = telling(() => false);
    const collection = { name: 'things', indexed: [] };
    const writes = Array.from({ length: 40 }, (_, n) =>
      documents.create({ collection, id: `n${n % 39}` }, { n }),
    );
    const ended = await Promise.allSettled(writes);
    vi.restoreAllMocks();
    expect(told.filter((sql) => sql === 'COMMIT')).toHaveLength(1);
    expect(ended.map(({ status }) => status)).toEqual([...Array(39).fill('fulfilled'), 'rejected']);
    expect(await documents.query({ collection, limit: 100 })).toHaveLength(39);
    await documents.close();
  });

  test('nobody is told, by an answer or a watch, of what the disk did not take', async () => {
    const documents = openDocuments(join(folder, 'refused.db'));
    const collection = { name: 'things', indexed: [] };
    const [one, other] = [
      { collection, id: 'one' },
      { collection, id: 'other' },
    ];
    await documents.put(one, { n: 1 });
    const seen: unknown[] = [];
    const stop = documents.watch(one, (document) => seen.push(document?.data));
    await expect.poll(() => seen).toEqual([{ n: 1 }]);
    let refusing = true;
    telling((sql) => sql === 'COMMIT' && refusing);
    const ended = await Promise.allSettled([
      documents.put(one, { n: 2 }),
      documents.transaction((transaction) => transaction.get(one)),
      documents.create(other, {}),
      Promise.resolve().then(() => documents.get(one)),
      Promise.resolve().then(() => documents.count({ collection })),
    ]);
    refusing = false;
    expect(ended.map(({ status }) => status)).toEqual([
      ...Array(3).fill('rejected'),
      ...Array(2).fill('fulfilled'),
    ]);
    expect(ended[3]).toMatchObject({ value: { data: { n: 1 } } });
    expect(ended[4]).toMatchObject({ value: 1 });
    await documents.create(other, {});
    await documents.put(one, { n: 3 });
    vi.restoreAllMocks();
    await expect.poll(() => seen).toEqual([{ n: 1 }, { n: 3 }]);
    stop();
    await documents.close();
  });

  test('only its owner may read the file', async () => {
    const file = join(folder, 'private.db');
    const documents = openDocuments(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await documents.close();
  });

  test('a file of newer code, and one that is no database, are refused and left as they are', () => {
    const newer = join(folder, 'newer.db');
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 1000');
    database.close();
    expect(() => openDocuments(newer)).toThrow('was written by a newer version of Enforce');
    expect(() => openDocuments(join(import.meta.dirname, 'embedded.ts'))).toThrow(
      'or is not a database',
    );
  });
});
