// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { schemeAsked } from './challenge.ts';

test.each([
  ['Bearer realm="https://auth.example/token",service="r",scope="repository:a/b:pull,push"', 'r'],
  ['bearer Realm = "https://auth.example/token", Service=r', 'r'],
  ['Basic realm="x", Bearer realm="https://auth.example/token",service="r"', 'r'],
  ['Bearer realm="https://auth.example/\\token",service="a\\"b"', 'a"b'],
  ['Bearer realm="https://auth.example/token"', undefined],
])('%s asks for a token', (header, service) => {
  const realm = 'https://auth.example/token';
  expect(schemeAsked(header)).toEqual({ kind: 'bearer', realm, service });
});

test.each(['Basic realm="registry"', 'basic', 'Basic realm="Bearer realm=x"'])(
  '%s asks for a name and password',
  (header) => expect(schemeAsked(header)).toEqual({ kind: 'basic' }),
);

test.each([undefined, '', 'Bearer', 'Digest realm="x"', '=,"', 'Bearer realm'])(
  '%s asks for nothing that can be given',
  (header) => expect(schemeAsked(header)).toEqual({ kind: 'none' }),
);
