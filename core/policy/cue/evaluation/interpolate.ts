// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import type { Expression } from '../language/syntax.ts';
import { limits } from '../limits.ts';
import { kinds, numbers } from '../values/kinds.ts';
import { type Scalar, shown, text } from '../values/scalar.ts';
import { type Bottom, failed, wanted } from './bottom.ts';
import type { Environment } from './environment.ts';
import { operand } from './operand.ts';
import type { Run } from './run.ts';

const shownInText = kinds.bool | kinds.string | kinds.bytes | numbers;

/** The text of `"…\(x)…"`. @throws Refusal */
export function interpolate(
  run: Run,
  { parts, expressions }: Extract<Expression, { kind: 'interpolation' }>,
  environment: Environment,
): Scalar | Bottom {
  let made = parts[0] ?? '';
  for (const [index, expression] of expressions.entries()) {
    const value = operand(run, expression, environment);
    if (value.kind === 'bottom') return wanted(value, shownInText, 'a text, a number or a bool');
    if (value.kind === 'vertex' || value.kind === 'null') return failed('invalid interpolation');
    if (value.kind === 'float' || value.kind === 'bytes') {
      throw new Refusal(`${value.kind} in an interpolation is not evaluated`);
    }
    made += (value.kind === 'string' ? value.value : shown(value)) + (parts[index + 1] ?? '');
    bounded(made);
  }
  return text(made);
}

/** @throws Refusal for a text that is too long to be computed with */
export function bounded(made: string): string {
  if (made.length > limits.text)
    throw new Refusal(`a text of more than ${limits.text} characters is not computed`);
  return made;
}
