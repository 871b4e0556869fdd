// SPDX-License-Identifier: Apache-2.0
import { Troubled } from '../troubled.ts';

/** Why a TUF repository is not to be believed. `message` is for people and quotes nothing of it. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** What the library's errors are about, each by what it says. The first that fits is told. */
const meanings: [RegExp, string][] = [
  [/expired/i, 'has expired'],
  [
    /less than current version|Missing file .* in new snapshot/i,
    'was rolled back to what it was before',
  ],
  [
    /was signed by|failed to verify|no signature for key/i,
    'is not signed by those whom it must be signed by',
  ],
  [/Expected version|match (timestamp|snapshot)/i, 'has versions that do not follow each other'],
  [/Expected (hash|length)|Hash algorithm|Max length/, 'serves other bytes than it lists'],
  [/it has no /i, 'lacks a file that it must have'],
];

/** The refusal behind whatever the library threw; or the trouble of a folder that cannot be written. */
export function refusalOf(error: unknown): Refused | Troubled {
  if (error instanceof Refused) return error;
  const text = error instanceof Error ? error.message : '';
  if (error instanceof Error && 'syscall' in error) {
    const code = 'code' in error ? String(error.code) : '';
    return new Troubled('unreachable', `this machine has no place to read it (${code})`, {
      cause: error,
    });
  }
  // What could not be parsed stands in the text, and may say anything.
  const unread = error instanceof SyntaxError || text.includes('SyntaxError');
  const known = unread ? undefined : meanings.find(([sign]) => sign.test(text));
  const role = /\b(root|timestamp|snapshot|targets)\b/.exec(unread ? '' : text)?.[1];
  const place = role === undefined ? '' : ` (${role}.json)`;
  return new Refused(`it ${known?.[1] ?? 'cannot be read as a TUF repository'}${place}`, {
    cause: error,
  });
}
