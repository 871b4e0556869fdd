// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Health, serveHealth } from './health.ts';

let health: Health;
const state = { policies: false, 'a certificate': false };
beforeAll(async () => {
  health = await serveHealth({
    port: 0,
    host: 'localhost',
    ready: () => state,
    metrics: () => 'numbers 1\n',
  });
});
afterAll(() => health.close());
const asked = async (path: string) => {
  const answer = await fetch(`http://localhost:${health.port}${path}`);
  return [answer.status, await answer.text()];
};

test('a process that lives is healthy, and ready once it waits for nothing', async () => {
  expect(await asked('/healthz')).toEqual([200, 'ok\n']);
  expect(await asked('/readyz')).toEqual([503, 'waits for policies\nwaits for a certificate\n']);
  state.policies = true;
  expect(await asked('/readyz')).toEqual([503, 'waits for a certificate\n']);
  state['a certificate'] = true;
  expect(await asked('/readyz?verbose')).toEqual([200, 'ok\n']);
});

test('its numbers are there to be read, and nothing else', async () => {
  expect(await asked('/metrics')).toEqual([200, 'numbers 1\n']);
  expect(await asked('/toString')).toEqual([404, 'not found\n']);
});
