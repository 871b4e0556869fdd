// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { readDesired } from '../../core/api/desired.ts';
import { send } from './send.ts';

const asked = (url: string) =>
  send({ url, token: 'x', userAgent: 'enforce-agent' }, readDesired, {});

/** A port of this machine on which nobody listens. */
async function nobody(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('of a control plane that does not answer it is said whether its name or a connection is in the way', async () => {
  const url = `http://127.0.0.1:${await nobody()}`;
  const code = 'UNAVAILABLE';
  await expect(asked(url)).rejects.toMatchObject({
    code,
    message: `${url} does not answer (ECONNREFUSED)`,
  });
  const unknown = 'http://enforce.invalid:8080';
  await expect(asked(unknown)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/does not answer \((ENOTFOUND|EAI_AGAIN)\)$/),
  });
});
