// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { parseReference } from '../policy/reference.ts';
import { subjectOf } from './subject.ts';

const digest = `sha256:${'0'.repeat(64)}`;
const at = (image: string, oci?: string) =>
  subjectOf(parseReference(image), digest, { oci }).repository;

test('without a source, signatures are looked for beside the image', () => {
  expect(at('busybox')).toBe('index.docker.io/library/busybox');
  expect(at('ghcr.io/acme/app:v1')).toBe('ghcr.io/acme/app');
  expect(at('ghcr.io/acme/app', '')).toBe('ghcr.io/acme/app');
});

test('a source that is a repository is taken as it stands', () => {
  expect(at('busybox', 'ghcr.io/acme/signatures')).toBe('ghcr.io/acme/signatures');
  expect(at('busybox', 'docker.io/acme/signatures')).toBe('index.docker.io/acme/signatures');
});

test('a source that is a registry alone means the image’s own path there', () => {
  expect(at('ghcr.io/acme/app', 'registry.example')).toBe('registry.example/acme/app');
  expect(at('busybox', 'localhost:5000')).toBe('localhost:5000/library/busybox');
  expect(at('ghcr.io/acme/app', 'docker.io')).toBe('index.docker.io/acme/app');
});

test('the tag prefix is the source’s, or none', () => {
  const image = parseReference('busybox');
  expect(subjectOf(image, digest, { tagPrefix: 'prod-' }).tagPrefix).toBe('prod-');
  expect(subjectOf(image, digest, {}).tagPrefix).toBe('');
});
