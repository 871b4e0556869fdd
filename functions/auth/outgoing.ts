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

/** Who chose a URL, and so where it may lead. */
export type Reach =
  /** A tenant: https to public addresses. */
  | 'public'
  /** Somebody in the local home: http and https to this machine as well. */
  | 'loopback'
  /** Whoever runs the service, by configuration: anywhere. */
  | 'configured';

/**
 * Fetches a small JSON document, without following redirects. The address is judged where the
 * connection is made, so that a name cannot come to mean another one in between.
 * @throws Failure INVALID_ARGUMENT for a target out of reach, UNAVAILABLE when it does not answer
 */
export async function fetchJson(url: string, reach: Reach): Promise<unknown> {
  const target = new URL(url);
  const host = hostOf(target);
  if (reach !== 'configured' && !allowed(target, reach)) throw refusedTarget(host);
  const fits = (address: string): boolean => {
    if (reach === 'configured') return true;
    return reach === 'loopback' && isLocal(target) ? isLoopback(address) : isPublic(address);
  };
  const text = await get(target, guarded(host, fits)).catch((cause: unknown) => {
    if (cause instanceof Failure) throw cause;
    throw new Failure('UNAVAILABLE', `${target.origin} did not answer as an issuer should`, {
      place: 'issuer',
      next: 'the same request again, later',
      cause,
    });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('UNAVAILABLE', `${target.origin} did not answer with JSON`, {
      place: 'issuer',
      next: 'the same request again, later',
      cause,
    });
  }
}

/** Whether the URL names this machine. */
export const isLocal = (target: URL): boolean =>
  /(^|\.)localhost$/.test(hostOf(target)) || isLoopback(hostOf(target));

/** The host without an address's brackets or a name's last dot, which resolvers pass over. */
const hostOf = (target: URL): string => target.hostname.replace(/^\[|\]$|\.$/g, '');

function allowed(target: URL, reach: 'public' | 'loopback'): boolean {
  if (target.username !== '' || target.password !== '') return false;
  if (reach === 'loopback' && isLocal(target)) return /^https?:$/.test(target.protocol);
  // An address in the URL is never looked up, so it is judged here.
  const host = hostOf(target);
  return target.protocol === 'https:' && !isLocal(target) && (isIP(host) === 0 || isPublic(host));
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
        answer.destroy();
        reject(new Error(`status ${answer.statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > largest) answer.destroy(new Error('too large'));
      });
      answer.on('end', () => resolvePromise(Buffer.concat(chunks).toString('utf8')));
      answer.on('error', reject);
    });
    sent.end();
  });
}

/** Resolves a name, and refuses it if any of its addresses is one that we do not go to. */
const guarded =
  (host: string, fits: (address: string) => boolean): LookupFunction =>
  (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => fits(address))) {
        return done(refusedTarget(host), '', 0);
      }
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
      next: 'chainctl iam identities list',
    },
  );
