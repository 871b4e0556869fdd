// SPDX-License-Identifier: Apache-2.0
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { LRUCache } from 'lru-cache';
import type { WireSettings } from './agents.ts';
import { checkLiteral, checkProxied, guardedLookup, hostOf } from './reach.ts';
import { tunnel } from './tunnel.ts';

/** How long a host has to begin with TLS, in milliseconds. */
const patience = 3_000;

/** Finds out whether a host that may do without TLS speaks it: `https:` or `http:`. @throws Troubled */
export type Protocol = (host: string) => Promise<string>;

/**
 * Asks each host once, by the beginning of a connection that carries nothing. The certificate is
 * judged later, with the first request. A host that cannot be reached is asked again.
 */
export function protocols(settings: WireSettings): Protocol {
  const known = new LRUCache<string, Promise<string>>({ max: 1000 });
  return (host) => {
    const had = known.get(host);
    if (had !== undefined) return had;
    const url = new URL(`https://${host}/`);
    const found = Promise.resolve()
      .then(() => checkLiteral(url, settings.reach))
      .then(() => greet(url, settings))
      .then(({ connected, secure }) => {
        if (!connected) known.delete(host);
        return secure ? 'https:' : 'http:';
      });
    known.set(host, found);
    found.catch(() => known.delete(host));
    return found;
  };
}

/**
 * The shortest beginning of a TLS connection (RFC 5246 §7.4.1.2, RFC 8446 §4.1.2): a ClientHello with
 * one cipher and no extension. Whoever speaks TLS answers it with a handshake or an alert; its random
 * bytes are ends of lines, at which a server of HTTP sees that this is no request. Node's own client
 * would do, and costs a short process more than all the rest of what it does.
 */
const hello = Buffer.from(`160301002d010000290303${'0d0a'.repeat(16)}000002c02f0100`, 'hex');

/** The first byte of records that answer it: alert and handshake. */
const records: readonly (number | undefined)[] = [0x15, 0x16];

type Greeted = { connected: boolean; secure: boolean };

/** A proxy that opens no way to a host leaves open what it speaks, as a host that cannot be reached does. */
async function greet(url: URL, settings: WireSettings): Promise<Greeted> {
  const host = hostOf(url);
  const port = url.port === '' ? 443 : Number(url.port);
  const proxy = settings.proxies?.(url);
  if (proxy === undefined) {
    const lookup = guardedLookup(settings.reach, settings.lookup);
    return answeredBy(net.connect({ host, port, lookup }), false);
  }
  checkProxied(url, settings.reach);
  const opened = await tunnel(
    proxy,
    { host, port },
    { signal: AbortSignal.timeout(patience) },
  ).catch(() => undefined);
  return opened === undefined ? { connected: false, secure: false } : answeredBy(opened, true);
}

function answeredBy(socket: Duplex, open: boolean): Promise<Greeted> {
  let connected = open;
  return new Promise((resolve) => {
    const end = (secure: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ connected, secure });
    };
    const timer = setTimeout(() => end(false), patience);
    const greeting = () => {
      connected = true;
      socket.write(hello);
    };
    if (open) greeting();
    else socket.once('connect', greeting);
    socket.on('data', (answer: Buffer) => end(records.includes(answer[0])));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
  });
}
