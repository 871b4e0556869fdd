// SPDX-License-Identifier: Apache-2.0
import type { Clause, Expr, Group } from '../compile/resolved.ts';
import { EvaluationFault } from '../faults.ts';
import { keyOf } from '../values/key.ts';
import { SetValue, type Value } from '../values/value.ts';
import { weigh } from '../values/weigh.ts';
import { solutions } from './body.ts';
import type { Evaluation, Frame, Then } from './evaluation.ts';
import { type Leaf, Nest } from './nest.ts';
import { values } from './term.ts';
import { equal, match } from './unify.ts';

/** What the rules with this path give, or those below it together; undefined where none gives anything. */
export const document = (path: string, asked: Evaluation): Value | undefined =>
  remembered(path, asked, () => {
    const group = asked.groups.get(path);
    if (group !== undefined) return ofGroup(group, asked);
    const nest = new Nest();
    for (const below of asked.groups.values()) {
      if (!below.path.startsWith(`${path}\0`) || below.kind === 'function') continue;
      const value = document(below.path, asked);
      const keys = below.path.slice(path.length + 1).split('\0');
      if (value !== undefined) nest.put(keys, { value }, asked.spend);
    }
    return nest.value();
  });

/** What a function gives for these arguments; undefined where it gives nothing. */
export function called(path: string, args: readonly Value[], asked: Evaluation): Value | undefined {
  const group = asked.groups.get(path);
  if (group === undefined) return undefined;
  if (group.arity !== args.length) throw new EvaluationFault('a function has other arguments');
  weigh(args, asked.spend);
  const key = `${path}(${keyOf(args)}`;
  return remembered(key, asked, () => single(group, args, asked));
}

function remembered(
  key: string,
  asked: Evaluation,
  find: () => Value | undefined,
): Value | undefined {
  if (asked.known.has(key)) return asked.known.get(key);
  const found = asked.deeper(find);
  asked.known.set(key, found);
  return found;
}

function ofGroup(group: Group, asked: Evaluation): Value | undefined {
  if (group.kind === 'value') return single(group, [], asked);
  // A function is no document.
  if (group.kind === 'function') return undefined;
  if (group.kind === 'set') {
    const items: Value[] = [];
    for (const clause of group.clauses)
      given(clause, [], asked, ({ value }) => {
        weigh(value, asked.spend);
        items.push(value);
        return false;
      });
    return new SetValue(items);
  }
  const nest = new Nest();
  for (const { clause, leaf } of group.clauses.map((each) => ({
    clause: each,
    leaf: leafOf(each),
  })))
    given(clause, [], asked, ({ keys, value }) => {
      nest.put(keys, leaf(value), asked.spend);
      return false;
    });
  return nest.value();
}

const leafOf =
  ({ contains }: Clause) =>
  (value: Value): Leaf =>
    contains ? { item: value } : { value };

/** The one value of rules that have no more. @throws EvaluationFault where they give several */
function single(group: Group, args: readonly Value[], asked: Evaluation): Value | undefined {
  let found: Value | undefined;
  for (const clause of group.clauses) {
    const own = first(clause, args, asked);
    if (own === undefined) continue;
    if (found !== undefined && !equal(found, own, asked.spend)) throw conflict(group);
    found = own;
  }
  const { fallback } = group;
  if (found !== undefined || fallback === undefined) return found;
  return first(fallback, args, asked);

  function first(clause: Clause, given_: readonly Value[], about: Evaluation): Value | undefined {
    let own: Value | undefined;
    given(clause, given_, about, ({ value }) => {
      if (own !== undefined && !equal(own, value, about.spend)) throw conflict(group);
      own = value;
      // A constant cannot come out otherwise.
      return clause.value.kind === 'constant';
    });
    if (own !== undefined || clause.otherwise === undefined) return own;
    return first(clause.otherwise, given_, about);
  }
}

const conflict = ({ path, kind }: Group): EvaluationFault =>
  new EvaluationFault(
    kind === 'function'
      ? `function ${path.replaceAll('\0', '.')} gives several values for one input`
      : `rule ${path.replaceAll('\0', '.')} gives several values`,
  );

/** Everything that a clause gives for these arguments. */
function given(
  { args: patterns, body, keys, value }: Clause,
  args: readonly Value[],
  asked: Evaluation,
  then: Then<{ keys: readonly Value[]; value: Value }>,
): void {
  const frame: Frame = new Map();
  const shown: readonly Expr[] = [...keys, value];
  const show = (found: readonly Value[]): boolean => {
    const expr = shown[found.length];
    if (expr === undefined) return then({ keys: found.slice(0, -1), value: found.at(-1) ?? null });
    return values(expr, frame, asked, (each) => show([...found, each]));
  };
  const matched = (from: number): boolean => {
    const pattern = patterns[from];
    const arg = args[from];
    if (pattern === undefined || arg === undefined)
      return solutions(body, frame, asked, () => show([]));
    return match(pattern, arg, frame, asked, () => matched(from + 1));
  };
  matched(0);
}
