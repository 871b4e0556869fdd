// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
