// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import {
  type Declaration,
  type Expression,
  isDefinition,
  isRegular,
  type Presence,
  type StructLiteral,
} from '../language/syntax.ts';
import { kinds } from '../values/kinds.ts';
import type { Attempt } from './attempt.ts';
import type { Group } from './closing.ts';
import { type Conjunct, conjunct } from './conjunct.ts';
import { comprehensionOf, labelled } from './deferred.ts';
import { Environment } from './environment.ts';
import { meetKinds } from './meet.ts';
import { matcher } from './patterns.ts';

/** Adds what a struct's text declares to a value. */
export function gatherStruct(attempt: Attempt, one: Conjunct, literal: StructLiteral): void {
  const { vertex } = attempt;
  const { declarations } = literal;
  const embeds = declarations.some(({ kind }) => kind === 'embedding');
  const fields = declarations.some(
    ({ kind }) => kind !== 'embedding' && kind !== 'let' && kind !== 'comprehension',
  );
  if (!embeds || fields) {
    meetKinds(vertex, kinds.struct, 'struct');
    vertex.isStruct = true;
  }
  const lets = new Map<string, Expression>();
  for (const each of declarations) if (each.kind === 'let') lets.set(each.name, each.value);
  const environment = new Environment(
    one.environment,
    vertex,
    lets,
    undefined,
    one.environment.documents,
  );
  const frame = attempt.frame(literal, one.environment);
  const here: Conjunct = {
    ...one,
    environment,
    frames: [...one.frames, frame],
    embedded: undefined,
    joined: false,
  };
  if (!embeds || fields) close(attempt, here, one.joined);
  for (const each of declarations) declare(attempt, here, each, frame);
}

/** What closes the struct: its groups; and the structs that embed what it closes. */
function close({ vertex }: Attempt, { groups, frames }: Conjunct, joined: boolean): void {
  for (const group of groups) {
    vertex.allowance(group);
    if (group.frame === undefined) continue;
    const allowance = vertex.allowance(group.frame);
    allowance.closed = true;
    allowance.closedBy.add(group);
    allowance.joined ||= joined;
    if (allowance.joined && allowance.closedBy.size > 1) {
      throw new Refusal(
        'definitions that must both hold are not evaluated where they are embedded',
      );
    }
  }
  for (const frame of frames) vertex.allowance(frame);
}

function declare(attempt: Attempt, here: Conjunct, declaration: Declaration, frame: Group): void {
  const { vertex } = attempt;
  const { environment } = here;
  const allowances = [...here.groups, ...here.frames].map((group) => vertex.allowance(group));
  switch (declaration.kind) {
    case 'let':
      return;
    case 'ellipsis':
      for (const allowance of allowances) allowance.open = true;
      return;
    case 'embedding':
      attempt.add({ ...here, expression: declaration.value, embedded: frame });
      return;
    case 'field':
      declareField(attempt, here, declaration.label, declaration.presence, declaration.value);
      return;
    case 'dynamic':
      attempt.defer(
        here,
        labelled(attempt, here, declaration.label, (label) =>
          declareField(attempt, here, label, declaration.presence, declaration.value),
        ),
      );
      return;
    case 'pattern': {
      const matches = matcher(attempt.run, declaration.labels, environment);
      for (const allowance of allowances) allowance.patterns.push(matches);
      vertex.patterns.push({
        conjunct: { ...here, expression: declaration.value },
        name: declaration.name,
        matches,
        applied: new Set(),
      });
      return;
    }
    case 'comprehension':
      vertex.bodies.push(declaration.body);
      attempt.defer(here, comprehensionOf(attempt, here, declaration, frame));
      return;
  }
}

function declareField(
  attempt: Attempt,
  here: Conjunct,
  label: string,
  presence: Presence,
  value: Expression,
): void {
  const { vertex } = attempt;
  if (isRegular(label)) {
    for (const group of [...here.groups, ...here.frames]) vertex.allowance(group).labels.add(label);
  }
  attempt.field(
    label,
    presence === 'regular' ? 'member' : presence,
    below(here, label, value, vertex),
  );
}

/** What a field has to be, as one of the things that its struct has to be says it. */
export function below(
  here: Conjunct,
  label: string,
  value: Expression,
  vertex: Attempt['vertex'],
): Conjunct {
  const groups = here.groups.map((group) => group.child(label));
  if (isDefinition(label)) groups.push(vertex.definitionGroupOf(label));
  return { ...conjunct(value, here.environment), groups };
}
