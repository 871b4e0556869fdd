// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { builtConsole } from '../../../scripts/console/build.ts';

/** The most that a first load may take, in bytes as they travel: 200 kB of 1,024 bytes. */
const most = 200 * 1024;

const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;
let entry: string;
beforeAll(async () => {
  folder = await builtConsole(root, join(root, 'dist', 'console'));
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  entry = /src="\/(assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
});

const text = (name: string) => readFileSync(join(folder, name), 'utf8');

/** The files that loading this one loads: what it imports, and what those import. */
function closure(name: string, into = new Set<string>()): Set<string> {
  if (into.has(name)) return into;
  into.add(name);
  if (!name.endsWith('.js')) return into;
  for (const [, , file] of text(name).matchAll(/\b(from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)) {
    closure(`assets/${file}`, into);
  }
  return into;
}

/** What is loaded at the first page: index.html and what it names, with all that they import. */
function firstLoad(): Set<string> {
  const named = [...text('index.html').matchAll(/(?:src|href)="\/([^"]+)"/g)];
  const all = new Set(['index.html']);
  for (const [, name = ''] of named) closure(name, all);
  return all;
}

/** Each page that is loaded when it is gone to: its chunk's name, and the files that it needs. */
function pages(): [string, Set<string>][] {
  const script = text(entry);
  const table: string[] = JSON.parse(/\.f=(\[[^\]]*\])/.exec(script)?.[1] ?? '[]');
  const found = script.matchAll(
    /import\([`'"]\.\/([^`'"]+)[`'"]\)(?:,__vite__mapDeps\(\[([\d,]*)\]\))?/g,
  );
  return [...found].map(([, chunk = '', needs = '']) => {
    const files = closure(`assets/${chunk}`);
    for (const index of needs.split(',').filter((each) => each !== '')) {
      closure(table[Number(index)] ?? '', files);
    }
    return [chunk.replace(/-.{8}\.js$/, ''), files];
  });
}

/** How large a file is as it travels, in bytes. */
const compressed = new Map<string, { gzip: number; brotli: number }>();
function travelling(name: string): { gzip: number; brotli: number } {
  const bytes = readFileSync(join(folder, name));
  const size = compressed.get(name) ?? {
    gzip: gzipSync(bytes).length,
    brotli: brotliCompressSync(bytes).length,
  };
  compressed.set(name, size);
  return size;
}

const sizeOf = (files: Iterable<string>, how: 'gzip' | 'brotli'): number =>
  [...files].reduce((sum, name) => sum + travelling(name)[how], 0);

test('the first load of the overview is at most 200 kB compressed, by gzip or brotli', () => {
  const files = firstLoad();
  expect([...files]).toContain(entry);
  expect([...files].filter((name) => name.endsWith('.css'))).not.toEqual([]);
  expect(sizeOf(files, 'gzip')).toBeLessThanOrEqual(most);
  expect(sizeOf(files, 'brotli')).toBeLessThanOrEqual(most);
}, 120_000);

test('so is a first load of any other page as browsers get it, by brotli', () => {
  const found = pages();
  expect(found.map(([name]) => name)).toEqual(
    expect.arrayContaining(['clusters', 'cluster', 'image']),
  );
  const sizes = found.map(([name, files]) => {
    const all = new Set([...firstLoad(), ...files]);
    return [name, sizeOf(all, 'brotli'), sizeOf(all, 'gzip')] as const;
  });
  expect(
    sizes.filter(([, size]) => size > most),
    JSON.stringify(sizes),
  ).toEqual([]);
}, 120_000);

test('nothing brings code of Node along', () => {
  const scripts = readdirSync(join(folder, 'assets')).map((name) => `assets/${name}`);
  expect(scripts).toContain(entry);
  const foreign = scripts.filter((name) => /browser-external|["'`]node:/.test(text(name)));
  expect(foreign).toEqual([]);
});
