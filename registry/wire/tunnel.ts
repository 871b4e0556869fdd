// SPDX-License-Identifier: Apache-2.0
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import { Troubled } from '../troubled.ts';
import type { EgressProxy } from './proxy.ts';

/** How long a proxy may take to open a way, in milliseconds. */
const patience = 10_000;

export interface TunnelOptions {
  /** All authorities that a proxy with TLS is held against; the runtime's own if absent. */
  ca?: SecureContextOptions['ca'];
  /** Gives it up. */
  signal?: AbortSignal | undefined;
}

/**
 * Opens a way through the proxy to a host and its port (CONNECT, RFC 9110 §9.3.6), on which nothing is
 * said yet. What the proxy answers is bounded as headers of HTTP are. @throws Troubled that names the
 * proxy, never its credentials
 */
export function tunnel(
  proxy: EgressProxy,
  { host, port }: { host: string; port: number },
  { ca, signal }: TunnelOptions = {},
): Promise<Duplex> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const client = proxy.protocol === 'https:' ? https : http;
  const late = AbortSignal.timeout(patience);
  const end = signal === undefined ? late : AbortSignal.any([signal, late]);
  return new Promise((resolve, reject) => {
    const asked = client.request({
      ...whereabouts(proxy, ca),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...shown(proxy) },
      agent: false,
    });
    const stop = () => asked.destroy(new DOMException('given up', 'AbortError'));
    // Node's own `signal` would stay with the connection, which outlives this request.
    end.addEventListener('abort', stop, { once: true });
    asked.on('error', (cause) => {
      end.removeEventListener('abort', stop);
      reject(unreached(proxy, target, cause));
    });
    asked.on('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      end.removeEventListener('abort', stop);
      // When it breaks, whoever speaks through it is told as well; without a listener the process would end.
      socket.on('error', () => undefined);
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      reject(refusedBy(proxy, target, statusCode));
    });
    asked.end();
    if (end.aborted) stop();
  });
}

/** Where the proxy is, as Node's client takes it. */
export const whereabouts = (
  { hostname: host, port, protocol }: EgressProxy,
  ca: SecureContextOptions['ca'],
) => ({
  protocol,
  host,
  port,
  ...(ca === undefined ? {} : { ca }),
});

/** What a proxy is shown of who asks. */
export const shown = ({ authorization }: EgressProxy): { 'proxy-authorization'?: string } =>
  authorization === undefined ? {} : { 'proxy-authorization': authorization };

/** The proxy answered for itself, and opens no way to the target. */
export function refusedBy(proxy: EgressProxy, target: string, status: number): Troubled {
  const credentials = proxy.authorization === undefined ? 'credentials' : 'other credentials';
  const why = status === 407 ? `wants ${credentials} (407)` : `refused it (${status})`;
  const message = `${target} was not reached: ${proxy.name}, which ${why}`;
  return new Troubled('unreachable', message, { passing: status >= 500 });
}

/** The proxy itself does not answer. */
function unreached(proxy: EgressProxy, target: string, cause: Error): Troubled {
  const code = 'code' in cause && cause.code !== '' ? ` (${String(cause.code)})` : '';
  const why = cause.name === 'AbortError' ? 'did not answer in time' : `did not answer${code}`;
  const message = `${target} was not reached: ${proxy.name}, which ${why}`;
  return new Troubled('unreachable', message, { passing: true, cause });
}
