// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';
import type { Collection, Key } from './port.ts';

/**
 * What may be an id: 1 to 1,000 characters and at most 1,500 bytes of well-formed Unicode, without `/`
 * and NUL, and none of those that Firestore keeps for itself (`.`, `..`, `__…__`).
 *
 * @throws Failure INVALID_ARGUMENT
 */
export function checkId(collection: string, id: string): void {
  if (isId(id)) return;
  throw new Failure(
    'INVALID_ARGUMENT',
    `${JSON.stringify(id.slice(0, 60))} cannot be an id: 1 to 1,000 characters, no slash, not "." or ".." and not of the form __x__`,
    { place: collection, next: 'GET /openapi.json' },
  );
}

/** `collection/id`, checked. @throws Failure INVALID_ARGUMENT for an id out of form */
export function pathOf({ collection, id }: Key): string {
  checkCollection(collection);
  checkId(collection.name, id);
  return `${collection.name}/${id}`;
}

/**
 * Refuses a declaration that would not work on every store. The names `json` and `expireAt` are those
 * under which Firestore holds the rest of the document.
 *
 * @throws TypeError since the declaration is ours
 */
export function checkCollection(collection: Collection): void {
  if (checked.has(collection)) return;
  const { name, indexed } = collection;
  const wrong = indexed.filter((field) => !fieldForm.test(field) || reserved.has(field));
  if (!nameForm.test(name)) throw new TypeError(`${name}: not the name of a collection`);
  if (wrong.length > 0) throw new TypeError(`${name}: cannot be indexed: ${wrong.join(', ')}`);
  checked.add(collection);
}

function isId(id: string): boolean {
  if (plainId.test(id)) return true;
  if (id.length < 1 || id.length > 1_000 || Buffer.byteLength(id) > 1_500) return false;
  return id.isWellFormed() && !/[/\0]/.test(id) && !/^(\.\.?|__.*__)$/s.test(id);
}

const plainId = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,299}$/;
const nameForm = /^[A-Za-z][A-Za-z0-9-]{0,62}$/;
const fieldForm = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const reserved = new Set(['json', 'expireAt']);
const checked = new WeakSet<Collection>();
