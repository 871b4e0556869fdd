// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundleAction } from '../../scripts/bundle/action.ts';
import { read, root } from '../house/tree.ts';

test('what runners run is built from the sources beside it: npm run action makes it anew', async () => {
  const made = await bundleAction();
  expect(readdirSync(`${root}action/dist`).sort()).toEqual(Object.keys(made).sort());
  for (const [name, text] of Object.entries(made)) {
    expect(
      read(`action/dist/${name}`) === text,
      `action/dist/${name} is stale: npm run action`,
    ).toBe(true);
  }
});
