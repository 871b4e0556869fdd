// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globFault, globMatches } from './glob.ts';

const digest = `sha256:${'0'.repeat(64)}`;

test.each([
  ['ghcr.io/foo/bar', `ghcr.io/foo/bar@${digest}`],
  ['ghcr.io/foo/bar', 'ghcr.io/foo/bar:v1'],
  ['ghcr.io/foo/bar:v1', 'ghcr.io/foo/bar:v1'],
  ['ghcr.io/foo/bar:latest', 'ghcr.io/foo/bar'],
  [`ghcr.io/foo/bar@${digest}`, `ghcr.io/foo/bar:v1@${digest}`],
  ['ghcr.io/foo/*', `ghcr.io/foo/bar:v1@${digest}`],
  ['ttl.sh/**', 'ttl.sh/u/enforce-tutorial/busybox'],
  ['**', 'ttl.sh/u/enforce-tutorial/busybox'],
])('%s covers %s', (glob, image) => {
  expect(globMatches(glob, image)).toBe(true);
});

test.each([
  ['ttl.sh/*', 'ttl.sh/u/enforce-tutorial/busybox'],
  ['ghcr.io/foo', 'ghcr.io/foo-suffix'],
  ['ghcr.io/**', 'ghcrxio/foo'],
  ['ghcr.io/foo/bar:latest', `ghcr.io/foo/bar@${digest}`],
  ['*/*', 'ghcr.io/foo'],
  ['*', 'myuser/myapp'],
])('%s does not cover %s', (glob, image) => {
  expect(globMatches(glob, image)).toBe(false);
});

test.each([
  ['ubuntu', 'index.docker.io/library/ubuntu'],
  ['ubuntu:22.04', 'docker.io/library/ubuntu:22.04'],
  ['library/*', `index.docker.io/library/ubuntu@${digest}`],
  ['privatens/*', `index.docker.io/privatens/image@${digest}`],
  ['privatens/**', 'docker.io/privatens/a/b'],
])('the short Docker Hub glob %s equals its index.docker.io form on %s', (glob, image) => {
  expect(globMatches(glob, image)).toBe(true);
  expect(globMatches(glob, 'ghcr.io/other/image')).toBe(false);
});

test('registry hosts compare without case, in the glob and in the image', () => {
  expect(globMatches('ghcr.io/**', 'GHCR.IO/foo/bar')).toBe(true);
  expect(globMatches('GHCR.IO/foo/*', 'ghcr.io/foo/bar')).toBe(true);
  expect(globMatches('ghcr.io/foo/*:V1', 'ghcr.io/foo/bar:v1')).toBe(false);
});

test('an image that is no reference, or a glob that is none, is an error and no answer', () => {
  expect(() => globMatches('**', 'invalid&name')).toThrow(
    'could not parse reference: invalid&name',
  );
  expect(() => globMatches('[a-z]*', 'foo')).toThrow('invalid glob "[a-z]*"');
  expect(() => globMatches('', 'foo')).toThrow('invalid glob ""');
});

test.each(['[', '[]', '[a', '[]a]', '[-a]', '[a-]', '\\', 'a*[b', '[^]'])(
  '%s is what filepath.Match calls a bad pattern',
  (glob) => {
    expect(globFault(glob)).toBe('glob is invalid: syntax error in pattern');
  },
);

test.each(['[a]', '\\a', 'a?b', 'a b', '“x”', '.+'])('%s has a character no image has', (glob) => {
  expect(globFault(glob)).toBe(`glob is invalid: invalid glob ${JSON.stringify(glob)}`);
});

test('a glob is a fault or matches as its definition says, and never throws for a good one', () => {
  const glob = fc.stringMatching(/^[a-z/.*:]{1,20}$/);
  const image = fc.stringMatching(/^[a-z]{2,8}\.io(\/[a-z]{2,5}){1,3}$/);
  fc.assert(
    fc.property(glob, image, (pattern, text) => {
      expect(globFault(pattern)).toBeUndefined();
      const source = pattern
        .replaceAll('.', '\\.')
        .replaceAll(/\*\*|\*/g, (run) => (run === '*' ? '[^/]*' : '.*'));
      const plain = [text, `${text}:latest`].some((name) => new RegExp(`^${source}$`).test(name));
      if (plain && pattern !== '*/*') expect(globMatches(pattern, text)).toBe(true);
      if (/^[a-z]+\.[a-z]+\//.test(pattern)) expect(globMatches(pattern, text)).toBe(plain);
    }),
  );
});

test('a glob of many stars is answered at all', () => {
  expect(globMatches('**a'.repeat(300), `ghcr.io/${'a'.repeat(240)}/b`)).toBe(false);
});
