// SPDX-License-Identifier: Apache-2.0
import { lookup as resolveName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Troubled } from '../troubled.ts';

/**
 * Where requests may lead. `public`: addresses of the public internet only, for a service that asks on
 * behalf of tenants. `private`: a site's own addresses and this machine as well, for agent and CLI.
 * Link-local addresses and those of the clouds' metadata services are refused either way.
 */
export type Reach = 'public' | 'private';

/** Metadata and control services of clouds that lie outside the link-local ranges. */
const metadata = new Set([
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
]);

const privateRanges = new Set(['unicast', 'private', 'uniqueLocal', 'loopback', 'carrierGradeNat']);

/** Whether a connection to the address is allowed. A mapped or NAT64 address counts as what it maps. */
export function reachable(address: string, reach: Reach): boolean {
  if (!ipaddr.isValid(address)) return false;
  const plain = embedded(address);
  if (metadata.has(plain.toString())) return false;
  const range = plain.range();
  return reach === 'public' ? range === 'unicast' : privateRanges.has(range);
}

/** The IPv4 address inside an IPv6 one (RFC 4291 §2.5.5.2, RFC 6052 §2.1), else the address itself. */
function embedded(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const plain = ipaddr.process(address.replace(/%.*$/, ''));
  return plain.range() === 'rfc6052' ? new ipaddr.IPv4(plain.toByteArray().slice(12)) : plain;
}

/** The host of a URL without an address's brackets or a name's last dot, which resolvers pass over. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$|\.$/g, '');

/** Whether the URL names this machine. */
export function isLocal(url: URL): boolean {
  const host = hostOf(url);
  if (/(^|\.)localhost$/.test(host)) return true;
  return ipaddr.isValid(host) && embedded(host).range() === 'loopback';
}

/** Refuses an address that stands in the URL itself: it is never looked up. @throws Troubled */
export function checkLiteral(url: URL, reach: Reach): void {
  const host = hostOf(url);
  if (isIP(host) !== 0 && !reachable(host, reach)) throw outOfReach(url.host);
}

/** What clouds call their metadata services: a proxy that resolves such a name would ask its own. */
const metadataNames =
  /^(metadata|instance-data)(\.[a-z0-9.-]+\.internal|\.(google\.internal|goog|tencentyun\.com|packet\.net|platformequinix\.com))?$/;

/**
 * Refuses what a proxy is not asked for. It resolves names itself, out of our sight: what is known to
 * be out of reach by its address or its name is refused here. @throws Troubled
 */
export function checkProxied(url: URL, reach: Reach): void {
  checkLiteral(url, reach);
  if (metadataNames.test(hostOf(url).toLowerCase())) throw outOfReach(url.host);
}

/**
 * Resolves names where the connection is made, so that a name cannot come to mean another address in
 * between, and refuses a name if any of its addresses is out of reach.
 */
export const guardedLookup =
  (reach: Reach, resolve: LookupFunction = resolveName): LookupFunction =>
  (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, '', 0);
      const addresses = Array.isArray(found) ? found : [];
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => reachable(address, reach))) {
        return done(outOfReach(name), '', 0);
      }
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };

const outOfReach = (host: string): Troubled =>
  new Troubled('unreachable', `${host} lies where no request is sent to from here`);
