// SPDX-License-Identifier: Apache-2.0
import { failed } from './bottom.ts';
import { Vertex } from './vertex.ts';

/** Lines up the items of the lists that meet in a value. */
export function finishLists(vertex: Vertex): void {
  const { lists } = vertex;
  const longest = Math.max(...lists.map(({ items }) => items.length));
  const short = lists.find(({ items, rest }) => rest === undefined && items.length < longest);
  if (short !== undefined) {
    const lengths = `${longest} and ${short.items.length}`;
    vertex.error ??= failed(`incompatible list lengths (${lengths})`, vertex.path);
    return;
  }
  for (let index = 0; index < longest; index++) {
    const item = new Vertex(vertex, `.${index}`);
    item.conjuncts = lists.flatMap(({ items, rest }) => items[index] ?? rest ?? []);
    vertex.items.push(item);
  }
}

/** Whether more items may follow. */
export const isOpenList = ({ lists }: Vertex): boolean =>
  lists.every(({ rest }) => rest !== undefined);
