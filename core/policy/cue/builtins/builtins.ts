// SPDX-License-Identifier: Apache-2.0
import { functions } from './functions.ts';
import type { Builtin } from './known.ts';
import { lists } from './lists.ts';
import { maths } from './maths.ts';
import { nets } from './nets.ts';
import { regexps } from './regexps.ts';
import { strings } from './strings.ts';
import { structs } from './structs.ts';
import { times } from './times.ts';

/** All functions that are evaluated, by the names that CUE gives them. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    ...functions,
    ...lists,
    ...maths,
    ...nets,
    ...regexps,
    ...strings,
    ...structs,
    ...times,
  }),
);
