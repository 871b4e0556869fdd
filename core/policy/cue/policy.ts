// SPDX-License-Identifier: Apache-2.0

import { builtins } from './builtins/builtins.ts';
import { constants } from './builtins/constants.ts';
import { documentOf } from './document.ts';
import { type Bottom, failed } from './evaluation/bottom.ts';
import { complete, faultOf } from './evaluation/complete.ts';
import { conjunct } from './evaluation/conjunct.ts';
import { Environment } from './evaluation/environment.ts';
import { Run } from './evaluation/run.ts';
import { types } from './evaluation/types.ts';
import { Vertex } from './evaluation/vertex.ts';
import { Refusal, SyntaxFault } from './fault.ts';
import { bindStruct } from './language/bind-struct.ts';
import { parseFile } from './language/parse-file.ts';
import type { Expression, StructLiteral } from './language/syntax.ts';

/** A policy in CUE that compiled. */
export interface CuePolicy {
  /** Why the document is not compliant, or nothing when it is. Only a defect throws. */
  judge: (document: unknown) => string | undefined;
}

const known: ReadonlySet<string> = new Set([
  'len',
  'close',
  'and',
  'or',
  ...builtins.keys(),
  ...constants.keys(),
]);

/**
 * Compiles a policy as upstream does: it has to be right by itself too, before it meets a document.
 * @throws SyntaxFault with the place, for what is not CUE, contradicts itself, or is not evaluated
 */
export function compilePolicy(text: string): CuePolicy {
  const body = read(text);
  const alone = evaluate(body);
  if (alone !== undefined) throw new SyntaxFault(sentence(alone), body.at);
  return {
    judge: (document) => {
      try {
        const wrong = evaluate(body, documentOf(document));
        return wrong && sentence(wrong);
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

function read(text: string): StructLiteral {
  try {
    const { imports, body } = parseFile(text);
    return bindStruct(body, undefined, { imports, types, builtins: known });
  } catch (error) {
    if (error instanceof SyntaxFault) throw error;
    throw new SyntaxFault(refusalOf(error), { line: 1, column: 1 });
  }
}

/** What is wrong with the value that all of these make. */
function evaluate(body: Expression, document?: Expression): Bottom | undefined {
  try {
    const root = new Vertex(undefined, '');
    root.conjuncts = [conjunct(body, new Environment(undefined, undefined))];
    if (document !== undefined) {
      const environment = new Environment(undefined, undefined, undefined, undefined, true);
      root.conjuncts.push(conjunct(document, environment));
    }
    complete(new Run(), root);
    return faultOf(root) ?? root.incomplete;
  } catch (error) {
    return failed(refusalOf(error));
  }
}

function sentence({ message, path = '' }: Bottom): string {
  return path === '' ? message : `${path}: ${message}`;
}

function refusalOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof RangeError) return 'it nests too deep';
  throw error;
}
