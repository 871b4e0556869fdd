// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/**
 * Stands between the Pub/Sub emulator, which pushes without a token, and the functions: signs each
 * push as Pub/Sub does, with keys of its own that it publishes as Google does.
 */
export interface Relay {
  /** Where the certificates are, in the form of `https://www.googleapis.com/oauth2/v1/certs`. */
  certificates: string;
  /** What to give the emulator as the endpoint of a subscription, so that it is pushed to the URL. */
  endpoint: (push: Target) => string;
  /** A token as Pub/Sub makes it, with what the test wants to be otherwise. */
  token: (push: Target, otherwise?: JWTPayload) => Promise<string>;
  stop: () => Promise<void>;
}

export interface Target {
  url: string;
  audience: string;
  serviceAccount: string;
}

export async function relay(): Promise<Relay> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const certificates = JSON.stringify({ relay: await exportSPKI(publicKey) });
  const targets = new Map<string, Target>();

  const token = ({ audience, serviceAccount }: Target, otherwise: JWTPayload = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss: 'https://accounts.google.com',
      aud: audience,
      azp: '1'.repeat(21),
      sub: '1'.repeat(21),
      email: serviceAccount,
      email_verified: true,
      iat: now,
      exp: now + 3600,
      ...otherwise,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'relay', typ: 'JWT' })
      .sign(privateKey);
  };
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/certificates') {
      const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=3600' };
      return response.writeHead(200, headers).end(certificates);
    }
    const target = targets.get(request.url ?? '');
    if (target === undefined) return response.writeHead(404).end();
    const answer = await fetch(target.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await token(target)}`,
        'content-type': 'application/json',
      },
      body: await buffer(request),
    });
    return response.writeHead(answer.status).end(await answer.text());
  };

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return {
    certificates: `${url}/certificates`,
    endpoint: (push) => {
      const path = `/push/${targets.size}`;
      targets.set(path, push);
      return url + path;
    },
    token,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
