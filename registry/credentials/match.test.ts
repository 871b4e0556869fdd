// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { entryFor } from './match.ts';

const chosen = (repository: string, ...names: string[]) =>
  entryFor(new Map(names.map((name) => [name, name])), repository);

test.each([
  ['ghcr.io', 'ghcr.io/acme/app'],
  ['https://ghcr.io', 'ghcr.io/acme/app'],
  ['https://ghcr.io/v2/', 'ghcr.io/acme/app'],
  ['ghcr.io/acme', 'ghcr.io/acme/app'],
  ['ghcr.io/acme/', 'ghcr.io/acme/app'],
  ['ghcr.io/acme/app', 'ghcr.io/acme/app'],
  ['GHCR.io', 'ghcr.io/acme/app'],
  ['https://index.docker.io/v1/', 'index.docker.io/library/busybox'],
  ['docker.io', 'index.docker.io/library/busybox'],
  ['registry-1.docker.io/acme', 'index.docker.io/acme/app'],
  ['*.example.com', 'registry.example.com/app'],
  ['reg*.*.com', 'registry.example.com/app'],
  ['*:5000', 'registry:5000/app'],
  ['[::1]:5000', '[::1]:5000/app'],
  ['v2.example/v2ray', 'v2.example/v2ray/app'],
])('credentials for %s are shown to %s', (entry, repository) => {
  expect(chosen(repository, entry)).toBe(entry);
});

test.each([
  ['ghcr.io', 'ghcr.io.evil.example/app'],
  ['ghcr.io', 'evil-ghcr.io/app'],
  ['ghcr.io', 'ghcr.io:8443/app'],
  ['ghcr.io:8443', 'ghcr.io/app'],
  ['ghcr.io/acme', 'ghcr.io/acme-evil/app'],
  ['ghcr.io/acme', 'ghcr.io/other/app'],
  ['ghcr.io/acme/app', 'ghcr.io/acme'],
  ['*.example.com', 'a.b.example.com/app'],
  ['*.example.com', 'example.com/app'],
  ['*.example.com', 'registry.example.com:5000/app'],
  ['*', 'registry.example.com/app'],
  ['r*y.example.com', 'ry2.example.com/app'],
  ['a*a.example', 'a.example/app'],
  ['', 'ghcr.io/app'],
])('credentials for %s are not shown to %s', (entry, repository) => {
  expect(chosen(repository, entry)).toBeUndefined();
});

test('the longest path wins, then a host without stars', () => {
  const names = ['*.example', 'ghcr.example', 'ghcr.example/a', 'ghcr.example/a/b', '*.example/a'];
  expect(chosen('ghcr.example/a/b/c', ...names)).toBe('ghcr.example/a/b');
  expect(chosen('ghcr.example/a/c', ...names)).toBe('ghcr.example/a');
  expect(chosen('ghcr.example/c', ...names)).toBe('ghcr.example');
  expect(chosen('other.example/c', ...names)).toBe('*.example');
});
