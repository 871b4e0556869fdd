// SPDX-License-Identifier: Apache-2.0
import { aggregates } from './aggregates.ts';
import { type Builtin, builtin, text } from './builtin.ts';
import { collections } from './collections.ts';
import { digests } from './digests.ts';
import { documents } from './documents.ts';
import { encodings } from './encodings.ts';
import { expressions } from './expressions.ts';
import { format } from './format.ts';
import { globs } from './globs.ts';
import { networks } from './networks.ts';
import { numbers } from './numbers.ts';
import { operators } from './operators.ts';
import { strings } from './strings.ts';
import { times } from './times.ts';
import { types } from './types.ts';
import { units } from './units.ts';
import { versions } from './versions.ts';

/** The built-in functions by name. What is not here cannot be called: a rule that does is not compiled. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    ...operators,
    ...aggregates,
    ...strings,
    ...format,
    ...expressions,
    ...globs,
    ...collections,
    ...documents,
    ...encodings,
    ...numbers,
    ...types,
    ...times,
    ...versions,
    ...networks,
    ...units,
    ...digests,
    // What is traced is told to nobody.
    trace: builtin([text], () => true),
  }),
);
