// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';

/** The one item of an answer that was asked for by its id. @throws Failure NOT_FOUND */
export function only<T>(items: T[], id: string): T {
  const [item] = items;
  if (item !== undefined) return item;
  throw new Failure('NOT_FOUND', `there is no ${id}, or you may not see it`, {
    next: 'chainctl iam groups list',
  });
}
