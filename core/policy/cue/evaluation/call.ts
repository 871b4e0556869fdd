// SPDX-License-Identifier: Apache-2.0
import { builtins } from '../builtins/builtins.ts';
import type { Builtin, Known } from '../builtins/known.ts';
import { Refusal } from '../fault.ts';
import { utf8 } from '../language/scan-string.ts';
import { type Expression, isRegular } from '../language/syntax.ts';
import { anyKind, kinds } from '../values/kinds.ts';
import { int, type Scalar, scalarKey } from '../values/scalar.ts';
import type { Attempt } from './attempt.ts';
import { type Bottom, failed, unknown, wanted } from './bottom.ts';
import { checkOf } from './check.ts';
import { type Conjunct, conjunct } from './conjunct.ts';
import type { Made } from './deferred.ts';
import { Environment } from './environment.ts';
import { knownOf } from './known.ts';
import { meet, meetKinds } from './meet.ts';
import { operand } from './operand.ts';
import type { Run } from './run.ts';
import { structural } from './structural.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** What a call comes to where that is a scalar; nothing where it is a value of another sort. @throws Refusal */
export function call(
  run: Run,
  expression: Call,
  environment: Environment,
): Scalar | Bottom | undefined {
  const { of, parameters } = expression;
  if (of.kind !== 'builtin') return failed('cannot call what is no function');
  if (of.name === 'len') return length(run, parameters, environment);
  const builtin = builtins.get(of.name);
  if (builtin === undefined || parameters.length < builtin.parameters) return undefined;
  const made = invoked(run, of.name, builtin, parameters, environment);
  return made.kind === 'list' || made.kind === 'struct' ? undefined : made;
}

/** The same for a value that a call is one of the things it has to be. @throws Refusal */
export function deferredCall(attempt: Attempt, one: Conjunct, expression: Call): Made | Bottom {
  const { run, vertex } = attempt;
  const { of, parameters } = expression;
  const { environment } = one;
  if (of.kind !== 'builtin') return failed('cannot call what is no function');
  const { name } = of;
  if (['close', 'and', 'or'].includes(name)) return structural(attempt, one, name, expression);
  const scalar = call(run, expression, environment);
  if (scalar?.kind === 'bottom') return scalar;
  if (scalar !== undefined) return { of: [scalarKey(scalar)], apply: () => meet(vertex, scalar) };
  const builtin = builtins.get(name);
  if (builtin === undefined) return failed(`${name} is no function`);
  if (parameters.length === builtin.parameters - 1 && builtin.validates !== 0) {
    const given = argumentsOf(run, builtin.takes.slice(1), parameters, environment);
    if (!Array.isArray(given)) return given;
    const check = checkOf(run, name, builtin, given);
    const apply = () => {
      meetKinds(vertex, check.kinds, name);
      vertex.checks.push(check);
    };
    return { of: given.map(keyOf), apply };
  }
  if (parameters.length !== builtin.parameters)
    return failed(`wrong number of arguments for ${name}`);
  const made = invoked(run, name, builtin, parameters, environment);
  if (made.kind === 'bottom') return made;
  const apply = () =>
    attempt.add({
      ...conjunct(literal(made, expression.at), new Environment(undefined, undefined)),
    });
  return { of: [keyOf(made)], apply };
}

function invoked(
  run: Run,
  name: string,
  builtin: Builtin,
  parameters: readonly Expression[],
  environment: Environment,
): Known | Bottom {
  if (parameters.length !== builtin.parameters)
    return failed(`wrong number of arguments for ${name}`);
  const given = argumentsOf(run, builtin.takes, parameters, environment);
  if (!Array.isArray(given)) return given;
  const said = builtin.run(given);
  if (said === undefined) return unknown(`arguments of ${name} are not known`);
  return said.kind === 'fault' ? failed(`error in call to ${name}: ${said.message}`) : said;
}

function argumentsOf(
  run: Run,
  takes: readonly number[],
  parameters: readonly Expression[],
  environment: Environment,
): Known[] | Bottom {
  const given: Known[] = [];
  let missing: Bottom | undefined;
  for (const [index, parameter] of parameters.entries()) {
    const value = knownOf(run, operand(run, parameter, environment));
    if (value.kind !== 'bottom') given.push(value);
    else if (!value.incomplete) return value;
    else {
      const fits = ((value.kinds ?? anyKind) & (takes[index] ?? anyKind)) !== 0;
      if (!fits) return failed(`an argument can never be what is wanted: ${value.message}`);
      missing ??= unknown(value.message);
    }
  }
  return missing ?? given;
}

function length(
  run: Run,
  parameters: readonly Expression[],
  environment: Environment,
): Scalar | Bottom {
  const [parameter] = parameters;
  if (parameter === undefined || parameters.length > 1)
    return failed('wrong number of arguments for len');
  const value = operand(run, parameter, environment);
  if (value.kind === 'bottom') return unknownLength(value);
  if (value.kind === 'string') return int(BigInt(utf8(value.value).length));
  if (value.kind === 'bytes') return int(BigInt(value.value.length));
  if (value.kind !== 'vertex') return failed(`invalid argument type ${value.kind} for len`);
  const { lists, items, members } = value.vertex;
  if (lists.length > 0) return int(BigInt(items.length));
  return int(BigInt(members.filter(([label]) => isRegular(label)).length));
}

function unknownLength(value: Bottom): Bottom {
  const measured = kinds.string | kinds.bytes | kinds.list | kinds.struct;
  const said = wanted(value, measured, 'something that has a length');
  return said.incomplete ? unknown(said.message) : said;
}

function literal(value: Known | undefined, at: Call['at']): Expression {
  if (value === undefined || value.kind === 'struct')
    throw new Refusal('this result is not evaluated');
  if (value.kind !== 'list') return { kind: 'literal', value, at };
  const items = value.items.map((item) => literal(item, at));
  return { kind: 'list', items, rest: undefined, open: false, at };
}

function keyOf(value: Known | undefined): string {
  if (value === undefined) return '?';
  if (value.kind === 'list')
    return `[${value.items.map((item) => JSON.stringify(keyOf(item))).join()}]`;
  return value.kind === 'struct' ? `{${value.fields}}` : scalarKey(value);
}
