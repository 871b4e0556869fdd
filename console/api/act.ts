// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Answered, Endpoint, Given } from '../../core/api/endpoint.ts';
import { call } from './call.ts';

/** Calls an endpoint that changes something; after a success everything that is shown is read again. */
export function useAct<E extends Endpoint>(endpoint: E) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: Given<E>): Promise<Answered<E>> => call(endpoint, request),
    onSuccess: () => queries.invalidateQueries(),
  });
}
