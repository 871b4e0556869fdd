// SPDX-License-Identifier: Apache-2.0
import { compileExpression } from '../../expression.ts';
import { bool } from '../values/scalar.ts';
import { ofTexts } from './given.ts';
import { type Builtin, fault } from './known.ts';

/** Of package "regexp". */
export const regexps: Record<string, Builtin> = {
  'regexp.Match': ofTexts(2, (pattern = '', of = '') => {
    try {
      return bool(compileExpression(pattern).finds(of));
    } catch (error) {
      return fault(error instanceof Error ? error.message : 'error parsing regexp');
    }
  }),
};
