// SPDX-License-Identifier: Apache-2.0

/** Where we refuse what CUE lets pass, by the case's name: which of its documents pass here, and what we say. */
export const departures: Readonly<Record<string, { passes: boolean[]; why: string }>> = {
  'what is not CUE 2': { passes: [false], why: 'illegal number' },
  'bounds that leave nothing 7': {
    passes: [false],
    why: 'x: error parsing regexp: missing closing ): `(`',
  },
  'bounds that leave nothing 8': { passes: [false], why: 'x: cannot use 3 for bound =~' },
  'or and and 5': { passes: [false, false], why: 'or of an empty list is not evaluated' },
  'wrong operations 17': {
    passes: [false],
    why: 'x: a value that depends on its own fields is not evaluated',
  },
  'cycles 4': {
    passes: [false, false, false],
    why: 'a value that is named inside of itself is not evaluated',
  },
  'cycles 8': { passes: [false, false], why: 'it nests deeper than 100 levels' },
  'embedding 6': {
    passes: [false, false],
    why: 'definitions that must both hold are not evaluated where they are embedded',
  },
  'strings 24': { passes: [false], why: 'package strings is no value' },
  'time 23': {
    passes: [false],
    why: 'x: error in call to time.Parse: cannot parse "2021-02-03T04:05:06+24:00" as a time',
  },
  'time 24': {
    passes: [false],
    why: 'failed to evaluate the policy with error: x: invalid value (does not satisfy time.Time): invalid time "2021-02-03T04:05:06+24:00"',
  },
  'time 35': { passes: [false], why: 'time.Now is not evaluated' },
  'imports 2': { passes: [false], why: 'package "encoding/json" is not evaluated' },
};
