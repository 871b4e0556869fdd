// SPDX-License-Identifier: Apache-2.0
import { contains, lineage, type Uidp } from '../core/iam/uidp.ts';

/** The fields of a list request that choose by place. */
export interface Chosen {
  id?: Uidp | undefined;
  'uidp.ancestorsOf'?: Uidp | undefined;
  'uidp.descendantsOf'?: Uidp | undefined;
  'uidp.childrenOf'?: Uidp | undefined;
}

/** The ids that the request names, if it does: an id, what lies above one, or what is both. */
export function namedIds({ id, 'uidp.ancestorsOf': top }: Chosen): Uidp[] | undefined {
  const above = top === undefined ? undefined : lineage(top).slice(0, -1);
  if (id === undefined) return above;
  return above === undefined || above.includes(id) ? [id] : [];
}

/** Whether what stands directly under the parent is among what the request names by place. */
export function admitsChildOf(chosen: Chosen, parent: string): boolean {
  const { 'uidp.descendantsOf': top, 'uidp.childrenOf': above } = chosen;
  if (above !== undefined && above !== parent) return false;
  return top === undefined || contains(top, parent as Uidp);
}

/** The parts of the places that a request leaves, as places: `strict` for what lies below only. */
export function narrowed(places: Uidp[], chosen: Chosen): { place: Uidp; strict: boolean }[] {
  const { 'uidp.descendantsOf': top, 'uidp.childrenOf': above } = chosen;
  if (above !== undefined && !admitsChildOf(chosen, above)) return [];
  const start = above ?? top;
  if (start === undefined) return places.map((place) => ({ place, strict: false }));
  if (places.some((place) => contains(place, start))) return [{ place: start, strict: true }];
  return places
    .filter((place) => contains(start, place))
    .map((place) => ({ place, strict: false }));
}
