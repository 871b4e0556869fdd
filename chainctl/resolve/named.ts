// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';
import { isUidp, type Uidp } from '../../core/iam/uidp.ts';
import type { App } from '../app.ts';
import { choose } from '../terminal/choose.ts';
import { say } from '../terminal/terminal.ts';

/** Something that a person names by its name or its id. */
export interface Candidate {
  id: Uidp;
  name: string;
  /** What tells it from others of the same name. */
  hint?: string;
}

/** How one kind of thing is named on the command line. */
export interface Kind {
  /** `group`, `policy`, … */
  noun: string;
  /** The command that lists what there is. */
  list: string;
  /** Where on the command line it stands: a flag or an argument. */
  place: string;
  candidates: () => Promise<Candidate[]>;
}

/**
 * The id of what a person named: an id as it is, a name looked up; with neither, a menu on a terminal,
 * and where there is only one, that one.
 * @throws Failure NOT_FOUND, INVALID_ARGUMENT (ambiguous, or nothing named and nobody to ask)
 */
export async function named(app: App, kind: Kind, given: string | undefined): Promise<Uidp> {
  if (given !== undefined && isUidp(given)) return given;
  if (given === undefined && !app.terminal.canAsk) throw unnamed(kind);
  const candidates = await kind.candidates();
  const fitting =
    given === undefined ? candidates : candidates.filter(({ name }) => name === given);
  const [first, second] = fitting;
  if (first === undefined) throw missing(kind, given);
  if (second !== undefined && given !== undefined) throw ambiguous(kind, given, fitting);
  if (second === undefined) {
    if (given === undefined)
      say(app.terminal, `Using the ${kind.noun} ${first.name} (${first.id}).`);
    return first.id;
  }
  const chosen = await choose(
    app.terminal,
    `Which ${kind.noun}?`,
    fitting.map(({ id, name, hint }) => ({ value: id, label: name, hint: hint ?? id })),
  );
  if (chosen === undefined) throw unnamed(kind);
  return chosen;
}

const missing = ({ noun, list, place }: Kind, given: string | undefined): Failure =>
  new Failure(
    'NOT_FOUND',
    given === undefined
      ? `there is no ${noun} that you can see`
      : `there is no ${noun} called ${JSON.stringify(given)} that you can see`,
    { place, next: list },
  );

const unnamed = ({ noun, list, place }: Kind): Failure =>
  new Failure('INVALID_ARGUMENT', `name the ${noun}: its name or id`, { place, next: list });

const ambiguous = ({ noun, list, place }: Kind, given: string, found: Candidate[]): Failure =>
  new Failure(
    'INVALID_ARGUMENT',
    `${found.length} are called ${JSON.stringify(given)}; name one by its id`,
    {
      place,
      faults: found.map(({ id, hint }) => ({ place: id, fault: hint ?? `a ${noun}` })),
      next: list,
    },
  );
