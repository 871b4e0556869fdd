// SPDX-License-Identifier: Apache-2.0
// A webhook that allows everything, over TLS: node allow.ts CERTIFICATE KEY
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const [certificate = '', key = ''] = process.argv.slice(2);
const pair = { cert: readFileSync(certificate), key: readFileSync(key) };
const server = createServer(pair, async (request, response) => {
  const { apiVersion, kind, request: asked } = JSON.parse(await text(request));
  const answer = { apiVersion, kind, response: { uid: asked.uid, allowed: true } };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
server.listen(0, 'localhost', () => {
  console.log(JSON.stringify({ port: String((server.address() as AddressInfo).port) }));
});
