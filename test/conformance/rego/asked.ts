// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { CompileFault, EvaluationFault } from '../../../core/policy/rego/faults.ts';
import { compileProgram } from '../../../core/policy/rego/program.ts';
import { toText } from '../../../core/policy/rego/values/json.ts';
import { functions } from './cases/functions.ts';
import { language } from './cases/language.ts';
import { mixed } from './cases/mixed.ts';
import { modern } from './cases/modern.ts';
import { policies } from './cases/policies.ts';

/** Every case: a module, and what it is about. */
export const modules: ReadonlyMap<string, string> = new Map(
  Object.entries({ language, modern, mixed, functions, policies }).flatMap(([kind, cases]) =>
    Object.entries(cases).map(([name, text]) => [`${kind}: ${name}`, `package t\n\n${text}\n`]),
  ),
);

/** What all of them are asked about, and when. */
export const input = readFileSync(new URL('input.json', import.meta.url), 'utf8');
export const now = new Date('2026-11-29T10:11:12.345Z');

/** What became of a case: a value as JSON text, nothing, or not even that. */
export const answer = z.union([
  z.strictObject({ value: z.string() }),
  z.strictObject({ undefined: z.literal(true) }),
  z.strictObject({ failed: z.enum(['compile', 'eval']) }),
]);
export type Answer = z.output<typeof answer>;

/** What our own evaluation makes of the module. */
export function asked(module: string): Answer {
  try {
    const value = compileProgram(module).ask('p', JSON.parse(input), now);
    return value === undefined ? { undefined: true } : { value: toText(value) };
  } catch (error) {
    if (error instanceof CompileFault) return { failed: 'compile' };
    if (error instanceof EvaluationFault) return { failed: 'eval' };
    throw error;
  }
}
