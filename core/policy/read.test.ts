// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPolicyFile } from './document.ts';
import { readSources } from './read.ts';

const said = (text: string) => readSources(text).faults.map(({ fault }) => fault);
const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

test.each([
  ['brackets', '['.repeat(500_000)],
  ['braces', '{a: '.repeat(200_000)],
  ['dashes', '- '.repeat(400_000)],
  ['indentation', many(1_400, (index) => `${' '.repeat(index)}a:`)],
])('a file nested too deeply, by %s, is refused before it is read', (_how, text) => {
  expect(said(text)).toEqual(['is nested too deeply']);
});

test.each([
  ['more than 100 documents', 'has more than 100 documents', '---\na: 1\n'.repeat(100_000)],
  ['more than 1 MiB', 'the file is larger than 1 MiB', 'a'.repeat(1_048_577)],
])('a file of %s is refused', (_how, fault, text) => {
  expect(said(text)).toEqual([fault]);
});

test('aliases are few, or refused; one that nothing is named by is refused', () => {
  const level = (index: number) => `b${index}: &b${index} [${Array(9).fill(`*b${index - 1}`)}]`;
  expect(said(`b-1: &b-1 1\n${many(12, level)}`)).toContain('uses too many aliases');
  expect(said('a: *b')).toEqual(['uses an alias that nothing is named by']);
  expect(said('a: &b 1\nc: *b')).toEqual([]);
});

test('sixty thousand fields are read in time that grows with their number', () => {
  expect(said(many(60_000, (index) => `k${index}: 1`))).toEqual([]);
  expect(readPolicyFile(many(60_000, (index) => `k${index}: 1`)).faults.length).toBeLessThan(60);
});

test.each([
  ['!secret a', 'is not YAML: a tag is not known'],
  ['%YAML 1.1\n---\na: yes', 'directives (%) are not supported'],
  ['a: |secret\n  b', 'is not YAML: Block scalar header includes extra characters'],
  ['a: "\\secret"', 'is not YAML: a backslash between double quotes begins no escape'],
])('%j is refused without a word of it', (text, fault) => {
  expect(said(text)[0]).toBe(fault);
});

test('whatever the text, it is read or refused, never thrown at', () => {
  const yaml = fc.stringMatching(/^[ab"'|>&*!%:#?{}[\],\n\\“”-]{0,40}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), yaml), (text) => {
      readPolicyFile(text);
    }),
    { numRuns: 2_000 },
  );
});
