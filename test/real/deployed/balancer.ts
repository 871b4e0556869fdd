// SPDX-License-Identifier: Apache-2.0
import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { listening } from '../../fixtures/auth/listening.ts';

/** Stands where the load balancer of the cloud does: one address, each path to its function. */
export interface Balancer {
  url: string;
  /** Sends what fits a path of the URL map there: `/a` alone, or `/a/*` with all below. */
  route: (paths: string[], url: string) => void;
  stop: () => Promise<void>;
}

export async function balancer(): Promise<Balancer> {
  const server = await listening();
  const routes = new Map<string, string>();
  const targetOf = (path: string): string | undefined => {
    const exact = routes.get(path);
    const under = [...routes]
      .filter(([pattern]) => pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1)))
      .sort(([a], [b]) => b.length - a.length);
    return exact ?? under[0]?.[1];
  };
  server.serve(async (incoming, outgoing) => {
    const target = targetOf((incoming.url ?? '/').split('?', 1)[0] ?? '/');
    if (target === undefined) return void outgoing.writeHead(404).end();
    await forward(incoming, outgoing, target).catch(() => outgoing.destroy());
  });
  return {
    url: server.url,
    route: (paths, url) => {
      for (const path of paths) routes.set(path, url);
    },
    stop: server.close,
  };
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
