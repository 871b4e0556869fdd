// SPDX-License-Identifier: Apache-2.0
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from './problem.tsx';
import { Waiting } from './waiting.tsx';

/**
 * What a query found, in whichever state it is. What was read before stays while it is read again,
 * with the trouble above it if that fails.
 */
export function Read<T>({
  from,
  children,
}: {
  from: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  return (
    <>
      {from.isError && <Problem error={from.error} />}
      {from.data !== undefined ? children(from.data) : from.isPending && <Waiting />}
    </>
  );
}
