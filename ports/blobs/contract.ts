// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Blobs } from './port.ts';

const text = { contentType: 'text/plain' };
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);

/** What every adapter of the blobs port keeps, in an empty bucket. */
export function blobsContract(
  open: () => Promise<{ blobs: Blobs; end: () => Promise<void> }>,
): void {
  let blobs: Blobs;
  let end: () => Promise<void>;
  beforeAll(async () => {
    ({ blobs, end } = await open());
  });
  afterAll(() => end());

  const readText = async (name: string, range?: { start: number; end: number }) => {
    const found = await blobs.read(name, range);
    return found === undefined ? undefined : (await buffer(found.bytes)).toString();
  };

  test('what was put is read again, with its size and type', async () => {
    expect(await blobs.put('sha256/abc', bytes('hello'), text)).toBe(true);
    expect(await readText('sha256/abc')).toBe('hello');
    expect(await blobs.info('sha256/abc')).toMatchObject({
      name: 'sha256/abc',
      size: 5,
      contentType: 'text/plain',
    });
    expect((await blobs.read('sha256/abc'))?.info).toEqual(await blobs.info('sha256/abc'));
  });

  test('what is absent is undefined, and deleting it is no fault', async () => {
    expect(await blobs.info('nothing')).toBeUndefined();
    expect(await blobs.read('nothing/here')).toBeUndefined();
    await blobs.delete('nothing');
    await blobs.put('soon', bytes('gone'), text);
    await blobs.delete('soon');
    expect(await blobs.info('soon')).toBeUndefined();
  });

  test('a blob without bytes is a blob', async () => {
    await blobs.put('empty', new Uint8Array(), text);
    expect(await blobs.info('empty')).toMatchObject({ size: 0 });
    expect(await readText('empty')).toBe('');
  });

  test('each write of a name changes its generation', async () => {
    const generations = new Set<string | undefined>();
    for (const words of ['one', 'two', 'two']) {
      await blobs.put('written', bytes(words), text);
      generations.add((await blobs.info('written'))?.generation);
    }
    expect(generations.size).toBe(3);
    expect(await readText('written')).toBe('two');
  });

  test('ifAbsent leaves what is there', async () => {
    expect(await blobs.put('once', bytes('first'), { ...text, ifAbsent: true })).toBe(true);
    expect(await blobs.put('once', bytes('second'), { ...text, ifAbsent: true })).toBe(false);
    expect(await readText('once')).toBe('first');
  });

  test('of many who put a name ifAbsent at once, one wins and its bytes stay', async () => {
    const writers = Array.from({ length: 20 }, (_, at) =>
      blobs.put('race', bytes(`writer ${at}`), { ...text, ifAbsent: true }),
    );
    const won = (await Promise.all(writers)).flatMap((each, at) => (each ? [at] : []));
    expect(won).toHaveLength(1);
    expect(await readText('race')).toBe(`writer ${won[0]}`);
  });

  test('a stream that breaks stores nothing, and leaves what was there', async () => {
    const broken = () =>
      Readable.from(
        (async function* () {
          yield Buffer.alloc(300_000, 'x');
          throw new Error('the line went dead');
        })(),
      );
    await expect(blobs.put('half', broken(), text)).rejects.toThrow('the line went dead');
    expect(await blobs.info('half')).toBeUndefined();
    await blobs.put('whole', bytes('as it was'), text);
    await expect(blobs.put('whole', broken(), text)).rejects.toThrow('the line went dead');
    expect(await readText('whole')).toBe('as it was');
    expect((await blobs.list('', { limit: 1000 })).map(({ name }) => name)).not.toContain('half');
  });

  test('large streams go in and come out as they were', async () => {
    const part = randomBytes(1024 * 1024);
    const parts = Array.from({ length: 12 }, () => part);
    await blobs.put('large', Readable.from(parts), { contentType: 'application/octet-stream' });
    const hash = (all: Buffer) => createHash('sha256').update(all).digest('hex');
    const found = await blobs.read('large');
    expect(found?.info.size).toBe(12 * 1024 * 1024);
    expect(hash(await buffer(found?.bytes ?? Readable.from([])))).toBe(hash(Buffer.concat(parts)));
  });

  test('a range is both ends and what is between, as far as there are bytes', async () => {
    await blobs.put('alphabet', bytes('abcdefghij'), text);
    expect(await readText('alphabet', { start: 0, end: 0 })).toBe('a');
    expect(await readText('alphabet', { start: 2, end: 4 })).toBe('cde');
    expect(await readText('alphabet', { start: 8, end: 99 })).toBe('ij');
    expect(await readText('alphabet', { start: 10, end: 12 })).toBe('');
    expect((await blobs.read('alphabet', { start: 2, end: 4 }))?.info.size).toBe(10);
  });

  test('names come by prefix, ascending, a page at a time', async () => {
    const names = ['p/a', 'p/a/b', 'p/a.b', 'p/B', 'p/a-b', 'p/c:d', 'q/a', 'p'];
    for (const name of names) await blobs.put(name, bytes(name), text);
    const sorted = ['p/B', 'p/a', 'p/a-b', 'p/a.b', 'p/a/b', 'p/c:d'];
    const listed: string[] = [];
    for (;;) {
      const after = listed.at(-1);
      const page = await blobs.list('p/', { limit: 2, ...(after === undefined ? {} : { after }) });
      expect(page.length).toBeLessThanOrEqual(2);
      if (page.length === 0) break;
      listed.push(...page.map(({ name }) => name));
    }
    expect(listed).toEqual(sorted);
    expect((await blobs.list('p/a', { limit: 9 })).map(({ name }) => name)).toEqual([
      'p/a',
      'p/a-b',
      'p/a.b',
      'p/a/b',
    ]);
    expect(await blobs.list('p/c', { limit: 9 })).toEqual([await blobs.info('p/c:d')]);
    expect(await blobs.list('nobody/', { limit: 9 })).toEqual([]);
  });

  test('no two names are one blob, however they look beside each other', async () => {
    const names = ['x', 'x/y', 'x.blob', 'x.blob/y', 'x.part', 'X', `x/${'n'.repeat(1000)}`];
    names.push(`x/${'n'.repeat(200)}`, `x/${'n'.repeat(200)}/n`, 'constructor', '-rf');
    for (const name of names) await blobs.put(name, bytes(name), text);
    for (const name of names) expect(await readText(name)).toBe(name);
    const listed = (await blobs.list('x', { limit: 100 })).map(({ name }) => name);
    expect(listed.sort()).toEqual(names.filter((name) => name.startsWith('x')).sort());
  });

  test('a name out of form is refused by every operation', async () => {
    const wrong = ['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', '../a', 'a/./b', 'a b', 'a\\b'];
    wrong.push('a\u0000', 'a\n', 'ä', 'a%2fb', 'a?b', 'a#b', 'a=', 'a+', 'x'.repeat(1025));
    const refused = { code: 'INVALID_ARGUMENT' };
    for (const name of wrong) {
      await expect(blobs.put(name, bytes('x'), text), name).rejects.toMatchObject(refused);
      await expect(blobs.info(name), name).rejects.toMatchObject(refused);
      await expect(blobs.read(name), name).rejects.toMatchObject(refused);
      await expect(blobs.delete(name), name).rejects.toMatchObject(refused);
    }
  });

  test('a page without end is refused', async () => {
    for (const limit of [0, -1, 1001, 1.5, Number.NaN]) {
      await expect(blobs.list('', { limit })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });

  test('what is read is one generation, whole, or the reading fails', async () => {
    const before = Buffer.alloc(400_000, 'a');
    await blobs.put('busy', before, text);
    const found = await blobs.read('busy');
    await blobs.put('busy', Buffer.alloc(300_000, 'b'), text);
    const got = await buffer(found?.bytes ?? Readable.from([])).catch(() => before);
    expect(got.equals(before)).toBe(true);
  });
}
