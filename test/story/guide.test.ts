// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Block, blocksOf, fits } from '../fixtures/story/blocks.ts';
import { absent, type Readers, startReaders } from '../fixtures/story/reader.ts';

const guide = await readFile(new URL('../../docs/guide.md', import.meta.url), 'utf8');
const without = absent.length === 0 ? '' : ` (npm run build:real -- ${absent.join(' ')})`;

describe('The guide, block after block', () => {
  let readers: Readers;
  beforeAll(async () => {
    readers = await startReaders();
  });
  afterAll(() => readers?.close());

  /** Types the block; its end and its output must be those of the page. */
  async function follow(block: Block): Promise<void> {
    const { code, text } = await readers.type(block);
    if (block.refused) expect(code, text).not.toBe(0);
    else expect(code, text).toBe(0);
    const { output } = block;
    if (output === undefined) return;
    if (!fits(readers.here(output), text)) expect(text).toBe(readers.here(output));
  }

  for (const block of blocksOf(guide)) {
    const { line, first, cluster, soon } = block;
    test.skipIf(cluster && absent.length > 0)(
      `line ${line}: ${first}${cluster ? without : ''}`,
      async () => {
        if (!soon) return follow(block);
        await vi.waitFor(() => follow(block), { timeout: 60_000, interval: 500 });
      },
      120_000,
    );
  }
});
