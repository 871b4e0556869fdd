// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Health {
  port: number;
  close: () => Promise<void>;
}

export interface HealthOptions {
  /** 0 for any that is free. */
  port: number;
  host?: string;
  /** What readiness waits for, by name. */
  ready: () => { [name: string]: boolean };
  metrics: () => string;
}

/**
 * `/healthz`: the process lives. `/readyz`: it may be sent reviews; else what it waits for, a line each.
 * `/metrics`: its numbers.
 */
export async function serveHealth({ port, host, ready, metrics }: HealthOptions): Promise<Health> {
  const answers: { [path: string]: () => [number, string] } = {
    '/healthz': () => [200, 'ok\n'],
    '/readyz': () => {
      const waiting = Object.entries(ready()).filter(([, is]) => !is);
      if (waiting.length === 0) return [200, 'ok\n'];
      return [503, waiting.map(([name]) => `waits for ${name}\n`).join('')];
    },
    '/metrics': () => [200, metrics()],
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
    const [status, text] = answer?.() ?? [404, 'not found\n'];
    response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
