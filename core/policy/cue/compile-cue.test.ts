// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { RuleFault } from '../rules/rule.ts';
import { compileCue } from './compile-cue.ts';
import { limits } from './limits.ts';

const ask = (policy: string, input: unknown) => compileCue(policy).evaluate(input, new Date(0));
const passes = (policy: string, input: unknown) => ask(policy, input).compliant;

/** What is wrong with the policy's text, and where. */
function fault(policy: string): string {
  try {
    compileCue(policy);
  } catch (error) {
    if (error instanceof RuleFault) return `${error.line}:${error.column} ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('A rule in CUE', () => {
  test('passes what it can be unified with, and what it says nothing of', () => {
    const policy = 'predicate: builder: id: =~"^https://ci\\\\.example/"';
    expect(passes(policy, { predicate: { builder: { id: 'https://ci.example/1' } } })).toBe(true);
    expect(passes(policy, { predicate: { other: 1 } })).toBe(true);
    expect(passes(policy, { predicate: { builder: { id: 'https://evil.example/1' } } })).toBe(
      false,
    );
  });

  test('says where the two conflict, in words of upstream', () => {
    const { compliant, errors, warnings } = ask('predicate: a: b: "x"', {
      predicate: { a: { b: 'y' } },
    });
    expect({ compliant, warnings }).toEqual({ compliant: false, warnings: [] });
    expect(errors).toEqual([
      'failed to evaluate the policy with error: predicate.a.b: conflicting values "x" and "y"',
    ]);
  });

  test('says what of a definition a document has too much', () => {
    expect(ask('#P: {a: int}\npredicate: #P', { predicate: { a: 1, 'b-c': 2 } }).errors).toEqual([
      'failed to evaluate the policy with error: predicate."b-c": field not allowed',
    ]);
  });

  test.each([
    ['x: {\n  y: 1 1\n}', "2:8 expected ',', found a number"],
    ['import "encoding/json"', '1:8 package "encoding/json" is not evaluated'],
    ['import "strings"\nx: strings.Title("a")', '2:11 strings.Title is not evaluated'],
    ['a: 1\nb: nosuch', '2:4 reference "nosuch" not found'],
    ['a: b[1:2]\nb: []', '1:7 slices are not evaluated'],
    ['a: 1 & 2', '1:1 a: conflicting values 1 and 2'],
    ['let A = 1', '1:1 unreferenced alias or let clause A'],
  ])('that is not evaluated as a whole is a fault with its place: %j', (policy, said) => {
    expect(fault(policy)).toBe(said);
  });

  test('reads numbers as upstream writes them again: 1.0 is 1, an int', () => {
    expect(passes('x: int', { x: 1.0 })).toBe(true);
    expect(passes('x: float', { x: 1e21 })).toBe(true);
    expect(passes('x: 9007199254740993', { x: 9007199254740992 })).toBe(false);
  });

  test('takes names of a document for fields alone, whatever they are', () => {
    const document: unknown = JSON.parse('{"__proto__": {"a": 2}, "constructor": 1}');
    expect(passes('a: 1', document)).toBe(true);
    expect(passes('"__proto__": a: 1', document)).toBe(false);
    expect(passes('x: constructor == _|_\nconstructor: _', { x: true })).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });
});

describe('What a rule in CUE costs is limited, and beyond that it denies:', () => {
  const letters = [...'abcdefghijklmnopqrst'];

  test('values that double with each field', () => {
    const fields = letters.map((each, index) => {
      const before = letters[index - 1];
      return `${each}: ${before === undefined ? '"x"' : `[${before}, ${before}]`}`;
    });
    expect(fault(fields.join('\n'))).toContain('steps');
  });

  test('structs that double with each field', () => {
    const fields = letters.map((each, index) => {
      const before = letters[index - 1];
      return `#${each}: ${before === undefined ? '{x: 1}' : `{l: #${before}, r: #${before}}`}`;
    });
    expect(fault(fields.join('\n'))).toContain('steps');
  });

  test('texts that double with each field', () => {
    const fields = letters.map((each, index) => {
      const before = letters[index - 1];
      return `${each}: ${before === undefined ? '"xxxx"' : `"\\(${before})\\(${before})"`}`;
    });
    expect(fault(fields.join('\n'))).toContain(`more than ${limits.text} characters`);
  });

  test('numbers that square with each field', () => {
    const fields = letters.map((each, index) => {
      const before = letters[index - 1];
      return `${each}: ${before === undefined ? '99' : `${before} * ${before}`}`;
    });
    expect(fault(fields.join('\n'))).toContain(`more than ${limits.digits} digits`);
    expect(fault('a: 1e999999999')).toContain('too large');
  });

  test('disjunctions that multiply', () => {
    const one = letters.map((each) => `{${each}: int}`).join(' | ');
    expect(fault(`x: (${one}) & (${one}) & (${one}) & (${one})`)).toMatch(/alternatives|steps/);
  });

  test('definitions that hold themselves', () => {
    expect(fault('#A: {a: #A}\nx: #A')).toContain('nests deeper');
    expect(fault('#A: {a: #B}\n#B: {b: #A}\nx: #A')).toContain('nests deeper');
  });

  test('text that nests without an end', () => {
    const deep = 15_000;
    expect(fault(`x: ${'('.repeat(deep)}1${')'.repeat(deep)}`)).toContain('nested deeper');
    expect(fault(`x: ${'{a:'.repeat(deep)}1${'}'.repeat(deep)}`)).toContain('nested deeper');
    expect(fault(`${'a:'.repeat(deep)}1`)).toContain('nested deeper');
    expect(fault(`x: ${'['.repeat(deep)}`)).toContain('is not closed');
    expect(fault(`x: ${'!'.repeat(deep)}true`)).toContain('nested deeper');
    expect(fault(`x: ${'a.'.repeat(deep)}b\na: {}`)).not.toBe('none');
    expect(fault(`x: ${'1+'.repeat(deep)}1`)).not.toBe('none');
    expect(fault('x'.repeat(limits.source + 1))).toContain('longer than');
  });

  test('documents that nest without an end', () => {
    const depth = 5_000;
    const document: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    expect(ask('a: _', document).errors.join()).toContain('nests deeper');
  });

  test('expressions that are slow elsewhere are not slow here', () => {
    const policy = 'x: =~"^(a+)+$"';
    expect(passes(policy, { x: `${'a'.repeat(50_000)}!` })).toBe(false);
    expect(fault(`x: "a" & =~"${'(a{1000}){1000}'}"`)).toContain('error parsing regexp');
  });

  test('a large document of which the policy says little is no cost', () => {
    const packages = Array.from({ length: 50_000 }, (_, index) => ({
      name: `p${index}`,
      v: [1, 2],
    }));
    const policy = 'predicateType: "sbom"\npredicate: spdxVersion: "SPDX-2.3"';
    const document = { predicateType: 'sbom', predicate: { spdxVersion: 'SPDX-2.3', packages } };
    expect(passes(policy, document)).toBe(true);
    expect(passes('predicate: packages: [...{name: string}]', document)).toBe(false);
  });
});
