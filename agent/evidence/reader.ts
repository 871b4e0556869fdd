// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/**
 * As whom evidence was read, in a form that may leave the cluster: it tells the agents of this cluster
 * whether they have the same credentials, and holds no name of any.
 */
export const readerOf = (scope: string): string =>
  createHash('sha256').update(`enforce reader\n${scope}`).digest('hex');
