// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';

/**
 * The value as YAML, no line of it broken. A file of ours to be loaded lazily: of a package that is not an
 * ES module a bundle gives, where it is loaded lazily, no name but `default`.
 */
export const yamlOf = (value: unknown): string =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
