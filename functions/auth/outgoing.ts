// SPDX-License-Identifier: Apache-2.0
import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Failure } from '../../core/errors.ts';

/** How long a fetch of a small document may take, in milliseconds, and how large it may be, in bytes. */
const patience = 5_000;
const largest = 1_048_576;

/**
 * Fetches JSON from a URL that a tenant chose. Only https to public addresses, no redirects; the
 * address is judged where the connection is made, so that a name cannot change in between. With
 * `loopback` (the local home), http and https to this machine are let through as well.
 * @throws Failure INVALID_ARGUMENT for a target that is refused, UNAVAILABLE when it does not answer
 */
export async function fetchJson(url: string, loopback: boolean): Promise<unknown> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const local = loopback && (host === 'localhost' || isLoopback(host));
  if (target.protocol !== 'https:' && !(local && target.protocol === 'http:'))
    throw refusedTarget(host);
  if (isIP(host) !== 0 && !local && !isPublic(host)) throw refusedTarget(host);
  if (target.username !== '' || target.password !== '') throw refusedTarget(host);
  const text = await get(target, guarded(host, local)).catch((cause: unknown) => {
    if (cause instanceof Failure) throw cause;
    throw new Failure('UNAVAILABLE', `${target.origin} did not answer as an issuer should`, {
      cause,
    });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('UNAVAILABLE', `${target.origin} did not answer with JSON`, { cause });
  }
}

function get(target: URL, lookup: LookupFunction): Promise<string> {
  const { request } = target.protocol === 'https:' ? https : http;
  const signal = AbortSignal.timeout(patience);
  return new Promise((resolvePromise, reject) => {
    const sent = request(target, {
      lookup,
      signal,
      agent: false,
      headers: { accept: 'application/json' },
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      if (answer.statusCode !== 200) {
        sent.destroy(new Error(`status ${answer.statusCode}`));
        return;
      }
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > largest) sent.destroy(new Error('too large'));
      });
      answer.on('end', () => resolvePromise(text));
      answer.on('error', reject);
    });
    sent.end();
  });
}

/** Resolves a name, and refuses it if any of its addresses is one that we do not go to. */
const guarded =
  (host: string, local: boolean): LookupFunction =>
  (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      const fits = ({ address }: { address: string }) =>
        local ? isLoopback(address) : isPublic(address);
      const [first] = addresses;
      if (first === undefined || !addresses.every(fits)) return done(refusedTarget(host), '', 0);
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };

/** Whether the address is one of the public internet; a mapped IPv4 address counts as what it maps. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';

const refusedTarget = (host: string): Failure =>
  new Failure(
    'INVALID_ARGUMENT',
    `${host} is not a public https host; keys are not fetched there`,
    {
      place: 'issuer',
    },
  );
