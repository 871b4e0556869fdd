// SPDX-License-Identifier: Apache-2.0
import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { functionOf } from '../../../functions/table.ts';
import { listening } from '../../fixtures/auth/listening.ts';

/** Stands where the load balancer of the cloud does: one address, each path to its function. */
export interface Balancer {
  url: string;
  /** Sends the paths of the function there. */
  route: (name: string, url: string) => void;
  stop: () => Promise<void>;
}

export async function balancer(): Promise<Balancer> {
  const server = await listening();
  const routes = new Map<string, string>();
  server.serve(async (incoming, outgoing) => {
    const name = functionOf((incoming.url ?? '/').split('?', 1)[0] ?? '/');
    const target = routes.get(name ?? '');
    if (target === undefined) return void outgoing.writeHead(404).end();
    await forward(incoming, outgoing, target).catch(() => outgoing.destroy());
  });
  return { url: server.url, route: (name, url) => routes.set(name, url), stop: server.close };
}

/** Passes everything on as it is, and appends the two entries that Google's balancer appends. */
async function forward(incoming: IncomingMessage, outgoing: ServerResponse, target: string) {
  const { method, headers } = incoming;
  const before = headers['x-forwarded-for'];
  const seen = [before, incoming.socket.remoteAddress, '203.0.113.1'].filter(Boolean).join(', ');
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = ask(`${target}${incoming.url}`, {
      method,
      headers: { ...headers, 'x-forwarded-for': seen, 'x-forwarded-proto': 'https' },
    });
    sent.on('response', resolve).on('error', reject);
    pipeline(incoming, sent).catch(reject);
  });
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  await pipeline(answer, outgoing);
}
