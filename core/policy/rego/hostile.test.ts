// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuleFault } from '../rules/rule.ts';
import { compileRego } from './compile-rego.ts';

const now = new Date('2026-11-29T10:00:00Z');
const ask = (rules: string, input: unknown = {}) =>
  compileRego(`package sigstore\n\n${rules}\n`).evaluate(input, now);
const refused = (text: string): string => {
  try {
    compileRego(text);
    return 'compiled';
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    return error.message;
  }
};
const module = (rules: string) => `package sigstore\n\n${rules}\n`;

test.each([
  [
    'a product of loops',
    'xs := numbers.range(1, 3000)\nisCompliant { xs[_] * xs[_] * xs[_] == -1 }',
  ],
  [
    'comprehensions in each other',
    'xs := numbers.range(1, 3000)\nisCompliant { count([1 | xs[_]; xs[_]]) == 1 }',
  ],
  ['a range without end', 'isCompliant { count(numbers.range(1, 1000000000000)) > 0 }'],
  [
    'a text that grows',
    'a := concat("", [x | numbers.range(1, 4000)[_]; x := "0123456789"])\nb := replace(a, "0", a)\nisCompliant { c := replace(b, "1", b); c != "" }',
  ],
  ['numbers that grow', `a := bits.lsh(1, 4000)\nisCompliant { ${'x'} := a * a; x > 0 }`],
  [
    'walking all in each of all',
    'isCompliant { walk(input, [_, a]); walk(input, [_, b]); walk(input, [_, c]); a == 1; b == 2; c == 3 }',
  ],
])('%s ends within the budget, and does not comply', (_what, rules) => {
  const input = { many: Array.from({ length: 2_000 }, (_each, index) => [index]) };
  const { compliant, errors } = ask(rules, input);
  expect(compliant).toBe(false);
  expect(errors.join()).toMatch(/^evaluation failed: (it takes more|a (range|text|number) is)/);
});

test('an expression that takes others exponential time takes us none', () => {
  const input = { text: `${'a'.repeat(50_000)}b` };
  expect(ask('isCompliant { regex.match("^(a+)+$", input.text) }', input).compliant).toBe(false);
  expect(ask('isCompliant { regex.match("((a{0,99}){0,99}){0,99}", "a") }').compliant).toBe(false);
});

test('chains of rules and literals as long as a module allows end in an answer', () => {
  const chain = Array.from({ length: 1_000 }, (_each, index) => `r${index} { r${index + 1} }`);
  const { compliant } = ask(`${chain.join('\n')}\nr1000 = true\nisCompliant { r0 }`);
  expect(compliant).toBe(false);
  const long = Array.from({ length: 3_000 }, (_each, index) => `x${index} := ${index}`).join('\n');
  expect(typeof ask(`isCompliant {\n${long}\n}`).compliant).toBe('boolean');
});

test('what is nested too deeply, too long, or tried too often is refused', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{', '}'],
    ['(', ')'],
    ['count(', ')'],
    ['[1 | ', ']'],
  ])
    expect(refused(module(`isCompliant = ${open?.repeat(5_000)}1${close?.repeat(5_000)}`))).toMatch(
      /nested too deeply|too complicated/,
    );
  expect(refused(module(`# ${'a'.repeat(200_000)}`))).toContain('longer than');
  expect(refused(module(`isCompliant = ${'[a|'.repeat(50)}`))).not.toBe('compiled');
  expect(refused(module(`isCompliant = ${'{a|b,'.repeat(50)}`))).not.toBe('compiled');
});

test('a deep document is one answer, not a crash', () => {
  let input: unknown = 1;
  for (let depth = 0; depth < 50_000; depth += 1) input = [input];
  expect(ask('isCompliant { input }', input)).toMatchObject({
    compliant: false,
    errors: ['evaluation failed: it goes too deep'],
  });
});

test('names of JavaScript’s own are names like any other', () => {
  const input = JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": 1}}');
  expect(ask('isCompliant { input.__proto__.admin }', input).compliant).toBe(true);
  expect(ask('isCompliant { input.admin }', input).compliant).toBe(false);
  for (const name of ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf']) {
    expect(ask(`isCompliant { input.${name} }`).compliant).toBe(false);
    expect(ask(`isCompliant { input[k] == 1; k == "${name}" }`, { a: 1 }).compliant).toBe(false);
    expect(refused(module(`isCompliant { ${name}(1) }`))).toContain('there is no function');
    expect(ask(`isCompliant { ${name} := 1; ${name} == 1 }`).compliant).toBe(true);
  }
  const made = 'o["__proto__"] = {"x": 1}\nisCompliant { o.x }';
  expect(ask(made).compliant).toBe(false);
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
});

test.each([
  'http.send({})',
  'opa.runtime()',
  'net.lookup_ip_addr("a")',
  'rego.parse_module("a", "b")',
  'io.jwt.decode("a")',
  'uuid.rfc4122("a")',
  'rand.intn("a", 1)',
])('%s is refused, with its name and place', (call) => {
  const text = module(`isCompliant {\n  x := ${call}\n  x == x\n}`);
  const [name] = call.split('(');
  expect(refused(text)).toBe(`there is no function ${name} here`);
  try {
    compileRego(text);
  } catch (error) {
    expect(error).toMatchObject({ line: 4, column: 8 });
  }
});

test('whatever is written, it is refused with a sentence or gives an answer', () => {
  const words = fc.constantFrom(
    ...'isCompliant x input data not some every in with as if else default { } [ ] ( ) | := = == , ; . _ 1 "a" set() count \n'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 25 }), fc.jsonValue(), (parts, input) => {
      try {
        const rule = compileRego(
          module(`import future.keywords\n${parts.join(' ')}\nisCompliant = false`),
        );
        expect(rule.evaluate(input, now).compliant).toBe(false);
      } catch (error) {
        if (error instanceof RuleFault) return;
        throw error;
      }
    }),
    { numRuns: 500 },
  );
});
