// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';

/** Every form in which data is written. */
export const formats = ['table', 'wide', 'json', 'yaml', 'id', 'tree', 'url'] as const;
export type Format = (typeof formats)[number];

/** The form that a flag names. @throws Failure INVALID_ARGUMENT */
export function formatOf(text: string | undefined, usual: Format): Format {
  if (text === undefined || text === '') return usual;
  const found = formats.find((format) => format === text);
  if (found === undefined) throw unknownForm(text);
  return found;
}

/** A form that there is not, or not for this. */
export const unknownForm = (text: string): Failure =>
  new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is not a form for this output`, {
    place: '--output',
    next: `--output with one of ${formats.join(', ')}`,
  });
