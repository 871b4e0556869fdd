// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { readDesired } from '../../core/api/desired.ts';
import { type Fetch, fetchThrough } from '../../registry/wire/fetch.ts';
import { proxiesIn } from '../../registry/wire/proxies.ts';
import { startProxy } from '../../test/fixtures/egress-proxy.ts';
import { send } from './send.ts';

const asked = (url: string, through: Fetch = fetch) =>
  send({ url, token: 'x', userAgent: 'enforce-agent', fetch: through }, readDesired, {});

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

test('of a control plane behind a proxy it is said that it is the proxy that is in the way', async () => {
  const proxy = await startProxy({});
  const env = { HTTP_PROXY: proxy.host, HTTPS_PROXY: `user:secret@${proxy.host}` };
  const through = fetchThrough(proxiesIn(env) ?? expect.unreachable());
  proxy.instead(403);
  await expect(asked('https://enforce.example', through)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: `enforce.example:443 was not reached: HTTPS_PROXY is set to ${proxy.host}, which refused it (403)`,
  });
  await proxy.close();
  const url = `http://127.0.0.1:${await nobody()}`;
  await expect(asked(url, through)).rejects.toMatchObject({
    message: `${url} does not answer (ECONNREFUSED)`,
  });
  await expect(asked('http://enforce.example', through)).rejects.toMatchObject({
    message: `enforce.example did not answer (ECONNREFUSED); HTTP_PROXY is set to ${proxy.host}`,
  });
});
