// SPDX-License-Identifier: Apache-2.0
import ipaddr from 'ipaddr.js';
import { NoAnswer } from '../faults.ts';
import { type Builtin, builtin, perhapsText, text } from './builtin.ts';

/** A run of addresses: the first bytes of all of them, and how many bits of those are fixed. */
interface Network {
  bytes: number[];
  fixed: number;
}

function addressOf(value: string): number[] {
  // What is looser than Go (octal, hexadecimal, a number alone) is no address here.
  const strict = value.includes(':') ? !value.includes('%') : /^\d{1,3}(\.\d{1,3}){3}$/.test(value);
  const leading = !value.includes(':') && /(^|\.)0\d/.test(value);
  if (!strict || leading || !ipaddr.isValid(value)) throw new NoAnswer('it is no address');
  return ipaddr.process(value).toByteArray();
}

function networkOf(value: string): Network {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  const bytes = addressOf(address);
  const fixed = Number(length);
  if (length === '' || fixed > bytes.length * 8) throw new NoAnswer('it is no network');
  return { bytes, fixed };
}

function within(network: Network, bytes: readonly number[]): boolean {
  if (bytes.length !== network.bytes.length) return false;
  for (let bit = 0; bit < network.fixed; bit += 1) {
    const at = Math.floor(bit / 8);
    const mask = 1 << (7 - (bit % 8));
    if (((bytes[at] ?? 0) & mask) !== ((network.bytes[at] ?? 0) & mask)) return false;
  }
  return true;
}

const contains = (outer: Network, inner: Network): boolean =>
  inner.fixed >= outer.fixed && within(outer, inner.bytes);

/** Functions over addresses; none asks the network. */
export const networks: Record<string, Builtin> = {
  'net.cidr_contains': builtin([text, text], ([network, other]) => {
    const outer = networkOf(network);
    if (!other.includes('/')) return within(outer, addressOf(other));
    return contains(outer, networkOf(other));
  }),
  'net.cidr_intersects': builtin([text, text], ([one, other]) => {
    const [ours, theirs] = [networkOf(one), networkOf(other)];
    return contains(ours, theirs) || contains(theirs, ours);
  }),
  'net.cidr_is_valid': builtin([perhapsText], ([value]) => {
    if (typeof value !== 'string') return false;
    try {
      networkOf(value);
      return true;
    } catch {
      return false;
    }
  }),
};
