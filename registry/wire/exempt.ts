// SPDX-License-Identifier: Apache-2.0
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { hostOf } from './reach.ts';

/** One entry of a NO_PROXY, as a question to a host and its port. */
type Entry = (host: string, port: string) => boolean;

/**
 * Whether a NO_PROXY exempts a URL, by the rules of Go's net/http (golang.org/x/net/http/httpproxy),
 * which Kubernetes and its tools go by: entries are separated by commas; `*` is everything; a name
 * means itself and what lies below it, with a dot (or `*.`) in front only the latter; addresses and
 * ranges in CIDR notation mean addresses that stand in the URL, names are not resolved for them; a
 * port after a name or an address narrows it. What is none of these exempts nothing.
 */
export function exemptions(text: string): (url: URL) => boolean {
  const entries = text.split(',').flatMap((each) => read(each.trim().toLowerCase()) ?? []);
  return (url) => {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    return entries.some((entry) => entry(hostOf(url).toLowerCase(), port));
  };
}

function read(text: string): Entry | undefined {
  if (text === '*') return () => true;
  const range = rangeOf(text);
  if (range !== undefined) {
    return (host) => {
      const address = addressOf(host);
      return address?.kind() === range[0].kind() && address.match(range);
    };
  }
  const { host, port } = partsOf(text);
  if (host === '') return undefined;
  const atPort = (asked: string) => port === undefined || port === asked;
  const address = addressOf(host);
  if (address !== undefined) {
    const meant = address.toString();
    return (asked, at) => addressOf(asked)?.toString() === meant && atPort(at);
  }
  const name = host.replace(/^\*(?=\.)/, '');
  const below = ascii(name.startsWith('.') ? name.slice(1) : name);
  return (asked, at) =>
    (asked.endsWith(`.${below}`) || (asked === below && !name.startsWith('.'))) && atPort(at);
}

/** `10.0.0.0/8`, `fd00::/8` */
function rangeOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  const [address = '', bits = '', more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (more !== undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return undefined;
  return [ipaddr.parse(address), Number(bits)];
}

/** A mapped address counts as what it maps. */
const addressOf = (host: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined =>
  isIP(host) === 0 ? undefined : ipaddr.process(host);

/** `name:port`, `[address]:port`; an address of IPv6 without brackets has none. */
function partsOf(text: string): { host: string; port?: string | undefined } {
  if (isIP(text) !== 0) return { host: text };
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain ?? '', port };
}

/** The name as URLs have it; what cannot be one stays, and means nothing. */
const ascii = (name: string): string => domainToASCII(name) || name;
