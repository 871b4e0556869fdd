// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';

/**
 * What an answer shows of a value that holds more. The value is ours and was checked when it came in:
 * its fields are chosen, not judged. What is absent is undefined, as JSON leaves it out.
 */
export function shownAs<Shape extends z.ZodObject>(
  shape: Shape,
): (value: z.output<Shape>) => z.output<Shape> {
  const names = Object.keys(shape.shape);
  return (value) => {
    const shown: Record<string, unknown> = {};
    for (const name of names) shown[name] = value[name];
    return shown as z.output<Shape>;
  };
}
