// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOci, parseReference, whyNoReference } from './reference.ts';

const digest = `sha256:${'5504f2a95018e3d8a52d80d9e1a128c6'.repeat(2)}`;

test.each([
  ['foo', 'index.docker.io/library/foo:latest'],
  ['docker.io/foo', 'index.docker.io/library/foo:latest'],
  ['index.docker.io/foo', 'index.docker.io/library/foo:latest'],
  ['docker.io/user/app:v1', 'index.docker.io/user/app:v1'],
  ['localhost/foo', 'localhost/foo:latest'],
  ['localhost:5000/foo', 'localhost:5000/foo:latest'],
  ['[::1]:5000/foo', '[::1]:5000/foo:latest'],
  ['foo:', 'index.docker.io/library/foo:latest'],
  [`ghcr.io/a/b:v1@${digest}`, `ghcr.io/a/b@${digest}`],
])('%s is read as %s', (text, name) => {
  expect(parseReference(text).name).toBe(name);
});

test('a registry keeps its capitals, as upstream has it; globs compare it without case', () => {
  expect(parseReference('GHCR.IO/foo/bar').name).toBe('GHCR.IO/foo/bar:latest');
});

test.each([
  '',
  'a',
  'Foo',
  'in@valid',
  'foo:bad tag',
  'ghcr.io/',
  'foo@sha256:abc',
  '“foo”',
  'a b',
])('%j is no reference', (text) => {
  expect(() => parseReference(text)).toThrow(`could not parse reference: ${text}`);
});

test.each([
  ['in@valid', 'a digest must be sha256: and 64 digits of lower-case hex; write '],
  ['ghcr.io/acme/App', 'repository can only contain the characters '],
  ['foo:bad tag', 'bad tag is no tag; write '],
  ['a'.repeat(1025), 'write '],
])('of %j is said why it is no reference, and how one is written', (text, why) => {
  expect(whyNoReference(text)).toMatch(why);
  expect(whyNoReference(text)).toMatch(
    /write REGISTRY\/NAME:TAG or .* as in ghcr\.io\/acme\/app:v1$/,
  );
});

test('of a reference nothing is said', () => {
  expect(whyNoReference('ghcr.io/acme/app:v1')).toBeUndefined();
});

test('a tag that is none is refused beside a digest too', () => {
  expect(() => parseReference(`foo:bad!@${digest}`)).toThrow('could not parse reference');
});

test.each([
  [
    'gcr.io/test/*',
    'repository can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-./`: test/*',
  ],
  ['gcr.@io/test', 'registries must be valid RFC 3986 URI authorities: gcr.@io'],
  ['foo/bar', 'registries must be valid RFC 3986 URI authorities: foo/bar'],
  ['docker.io/foo', "strict validation requires the full repository path (missing 'library')"],
  ['ghcr.io/', 'repository must be between 2 and 255 characters in length: '],
])('source %s is refused', (oci, message) => {
  expect(() => checkOci(oci)).toThrow(new Error(message));
});

test.each(['gcr.io', 'localhost', 'localhost:8080/test', 'registry1', 'ghcr.io/sigstore/test'])(
  'source %s is taken',
  (oci) => {
    expect(() => checkOci(oci)).not.toThrow();
  },
);

test('a reference that was read is read again as itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9._:/@-]{1,60}$/), (text) => {
      let name: string;
      try {
        name = parseReference(text).name;
      } catch {
        return;
      }
      expect(parseReference(name).name).toBe(name);
    }),
  );
});
