// SPDX-License-Identifier: Apache-2.0
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import type { Answered, Endpoint, Given } from '../../core/api/endpoint.ts';
import type { ItemOf } from '../../core/api/every-item.ts';
import { Failure } from '../../core/errors.ts';
import { all, call } from './call.ts';

/** How often what is looked at is read again, in milliseconds; a page in the background rests. */
export const live = 3_000;

const worthAgain = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED']);

/** What the console has read, shared by all pages. Only what may be different next time is asked again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      refetchInterval: live,
      staleTime: 1_000,
      retry: (count, error) =>
        count < 2 && (!(error instanceof Failure) || worthAgain.has(error.code)),
    },
  },
});

/** One answer of an endpoint, kept under its name and what was asked. */
export const one = <E extends Endpoint>(endpoint: E, request: Given<E>) =>
  queryOptions({
    queryKey: [endpoint.id, request] as const,
    queryFn: ({ signal }): Promise<Answered<E>> => call(endpoint, request, signal),
  });

/** Every item of a list. A long one is read again as seldom as makes one page in `live`. */
export const every = <E extends Endpoint>(endpoint: E, request: Given<E>) =>
  queryOptions({
    queryKey: [endpoint.id, 'all', request] as const,
    queryFn: ({ signal }): Promise<ItemOf<E>[]> => all(endpoint, request, signal),
    refetchInterval: ({ state }) => live * Math.max(1, Math.ceil((state.data?.length ?? 0) / 500)),
  });

/**
 * A list that is read page after page as somebody goes back in it. Only the newest page moves, every `pace`
 * milliseconds; who went back further reads what was, and is not disturbed.
 */
export const backwards = <Item>(
  key: readonly unknown[],
  pace: number,
  ask: (
    page: { pageToken?: string },
    signal: AbortSignal,
  ) => Promise<{ items: Item[]; nextPageToken?: string | undefined }>,
) =>
  infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      ask(pageParam === '' ? {} : { pageToken: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextPageToken,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? pace : false),
  });
