// SPDX-License-Identifier: Apache-2.0
import { compileGlob, globFault, namesOf } from '../../../../core/policy/glob.ts';

/** Those of the images that one of the globs covers; what is no glob covers none. */
export function coveredBy(globs: string[], images: string[]): Set<string> {
  const compiled = globs.filter((glob) => globFault(glob) === undefined).map(compileGlob);
  return new Set(
    images.filter((image) => {
      const names = namesOf(image);
      return compiled.some((glob) => glob.covers(names));
    }),
  );
}
