// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** Names of groups, roles, identities and clusters: lower case, digits, space, dot, underscore, hyphen. */
export const name = z
  .string()
  .min(1, 'is empty')
  .max(128, 'is longer than 128 characters')
  .regex(/^[a-z0-9 ._-]*$/, 'may hold lower-case letters, digits, spaces and . _ - only');

/** Free text beside a name. */
export const description = z.string().max(1024, 'is longer than 1024 characters');
