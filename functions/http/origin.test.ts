// SPDX-License-Identifier: Apache-2.0
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { origin } from '../http.ts';

/** What is found to be the address of a request with this header, behind so many proxies of ours. */
function address(proxies: number, forwarded?: string): string {
  const request = new IncomingMessage(new Socket());
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return origin({ proxies }, request).address;
}
/** A socket that is not connected has no address. */
const connection = '';

test('without proxies of ours, the header counts for nothing', () => {
  expect(address(0, '203.0.113.7')).toBe(connection);
});

test('behind one proxy, what it added counts, not what it was told', () => {
  expect(address(1, '198.51.100.1, 203.0.113.7')).toBe('203.0.113.7');
  expect(address(1, '2001:db8::1')).toBe('2001:db8::1');
});

test('behind two, the entry before the last counts', () => {
  expect(address(2, '198.51.100.1, 203.0.113.7, 10.0.0.1')).toBe('203.0.113.7');
});

test('an entry that is missing or no address leaves the address of the connection', () => {
  expect(address(1)).toBe(connection);
  expect(address(2, '203.0.113.7')).toBe(connection);
  expect(address(1, '203.0.113.7, unknown')).toBe(connection);
  expect(address(1, '203.0.113.7, <script>')).toBe(connection);
});
