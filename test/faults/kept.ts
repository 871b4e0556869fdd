// SPDX-License-Identifier: Apache-2.0
import type { Service } from '../../functions/service.ts';
import type { Document } from '../../ports/documents/port.ts';
import { collections } from '../../store/collections.ts';
import { dump } from '../fixtures/dump.ts';

/** All that a home keeps at a moment. */
export interface Kept {
  documents: Record<string, Document>;
  blobs: string[];
}

export async function keptBy({ documents, blobs }: Service): Promise<Kept> {
  const all = await blobs.list('', { limit: 1000 });
  return { documents: await dump(documents), blobs: all.map(({ name }) => name) };
}

/** Brings the home back to the moment. */
export async function restore(service: Service, before: Kept): Promise<void> {
  const now = await keptBy(service);
  for (const name of now.blobs) if (!before.blobs.includes(name)) await service.blobs.delete(name);
  const all = new Set([...Object.keys(now.documents), ...Object.keys(before.documents)]);
  for (const place of all) {
    const [was, is] = [before.documents[place], now.documents[place]];
    if (JSON.stringify(was?.data) === JSON.stringify(is?.data)) continue;
    const [name, id] = place.split(/\/(.*)/s);
    const collection = collections.find((each) => each.name === name);
    if (collection === undefined || id === undefined) throw new Error(`${place} is nowhere`);
    if (was === undefined) await service.documents.delete({ collection, id });
    else await service.documents.put({ collection, id }, was.data);
  }
}

/**
 * What changed since the moment, without what differs between two homes that did the same: moments,
 * secrets, the ids of what is new, and the order that these bring with them.
 */
export function changed(before: Kept, now: Kept): string[] {
  const known = JSON.stringify(before);
  const alike = (text: string) =>
    text
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|\b\d{13}\b/g, (id) =>
        known.includes(id) ? id : 'NEW',
      )
      .replaceAll(/"(secret|hash|mac)":"[^"]*"/g, '"$1":"SECRET"');
  const canonical = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map((each) => alike(JSON.stringify(canonical(each)))).sort();
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, canonical(held)]));
  };
  const all = new Set([...Object.keys(now.documents), ...Object.keys(before.documents)]);
  const differing = [...all].flatMap((place) => {
    const [was, is] = [before.documents[place], now.documents[place]].map((each) =>
      each === undefined ? 'nothing' : JSON.stringify(canonical(each.data)),
    );
    if (was === is || is === undefined) return [];
    return [alike(`${place} ${is}`)];
  });
  const blobs = now.blobs.filter((name) => !before.blobs.includes(name));
  return [...differing, ...blobs.map((name) => alike(`blob ${name}`))].sort();
}
