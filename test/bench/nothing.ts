// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import { z } from 'zod';
import { endpoint } from '../../core/api/endpoint.ts';
import { on } from '../../functions/http/handler.ts';
import { door } from '../../functions/http.ts';
import { startLocal } from '../../functions/local.ts';

/** Whoever has a token may ask for nothing, and gets it. */
const nothing = endpoint({
  id: 'nothing.get',
  function: 'groups',
  summary: 'Does nothing.',
  method: 'GET',
  path: '/iam/v1/nothing',
  request: z.strictObject({}),
  response: z.object({}),
  access: { kind: 'authenticated' },
});

/** A local home in this process, with a route behind its door that does nothing. */
export async function nothingBehindTheDoor(data: string) {
  const home = await startLocal({ data, port: 0, loginProviders: [], log: () => {} });
  const listener = door(home.service, [on(nothing, async () => ({}))]);
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await home.close();
  };
  return { home: home.url, url: `http://127.0.0.1:${port}${nothing.path}`, close };
}
