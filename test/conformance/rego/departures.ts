// SPDX-License-Identifier: Apache-2.0
import type { Answer } from './asked.ts';

/** Where our answer is another than OPA's, and why: each is named in docs/decisions/0028. */
export const departures: Record<string, { ours: Answer; why: string }> = {
  'language: http.send': { ours: { failed: 'compile' }, why: 'nothing is sent by a rule' },
  'language: a function of a pattern that does not fit': {
    ours: { undefined: true },
    why: 'types are looked at when a call is made, but for those of what is written out',
  },
  'language: a larger integer': {
    ours: { value: '1234567890123456789012345678900' },
    why: 'integers are exact, where OPA rounds them to 64 bits',
  },
  'functions: sprintf of floats': {
    ours: { value: '["1e-06","1e-07","100000.5","   3.142|","1000000000000000000000"]' },
    why: 'a number keeps its value, and not how it was written',
  },
  'functions: to_number': {
    ours: { value: '[10,-1.5,1000,1,0,3,12345678901234567890]' },
    why: 'a number keeps its value, and not how it was written',
  },
};
