// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { validate } from '../../core/api/auth.ts';
import type { Answered } from '../../core/api/endpoint.ts';
import { contains, type Uidp } from '../../core/iam/uidp.ts';
import { one } from './queries.ts';

type WhoAmI = Answered<typeof validate>;
export type Capability = WhoAmI['capabilities'][number]['capabilities'][number];

/** Who is signed in, and what they hold where; read again each minute. */
export const useWho = () => useQuery({ ...one(validate, {}), refetchInterval: 60_000 });

/**
 * Whether the person holds the capability at the place, there or above it. It decides what is offered
 * only: the service asks for itself.
 */
export function useMay(capability: Capability, place: Uidp): boolean {
  const { data } = useWho();
  return mayAt(data, capability, place);
}

/** The same, of what is known already. */
export const mayAt = (who: WhoAmI | undefined, capability: Capability, place: Uidp): boolean =>
  (who?.capabilities ?? []).some(
    ({ group, capabilities }) => capabilities.includes(capability) && contains(group, place),
  );
