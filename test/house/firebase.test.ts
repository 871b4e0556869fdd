// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import * as z from 'zod';
import * as declared from '../../store/collections.ts';
import { files, read } from './tree.ts';

const { collections } = declared;

const index = z.strictObject({
  queryScope: z.literal('COLLECTION'),
  arrayConfig: z.literal('CONTAINS'),
});
const { fieldOverrides, indexes } = z
  .strictObject({
    indexes: z.array(z.unknown()),
    fieldOverrides: z.array(
      z.strictObject({
        collectionGroup: z.string(),
        fieldPath: z.string(),
        ttl: z.literal(true).optional(),
        indexes: z.array(index),
      }),
    ),
  })
  .parse(JSON.parse(read('firestore.indexes.json')));

const overridden = (fieldPath: string) =>
  fieldOverrides.filter((each) => each.fieldPath === fieldPath);
const named = (all: { collectionGroup: string }[]) =>
  all.map((each) => each.collectionGroup).sort();

const shapeOf = (shape: z.ZodType): Record<string, unknown> =>
  shape instanceof z.ZodObject ? shape.shape : {};

/** Fields by which documents are found that hold a list. */
const lists = collections.flatMap(({ name, indexed, shape }) =>
  indexed
    .filter((field) => shapeOf(shape)[field] instanceof z.ZodArray)
    .map((field) => `${name}.${field}`),
);

test('every collection is declared in store/collections.ts and stands in its list', () => {
  const kinds = Object.values(declared).filter(
    (each) => typeof each === 'object' && 'indexed' in each,
  );
  expect(new Set<unknown>(collections)).toEqual(new Set<unknown>(kinds));
  expect(new Set(collections.map(({ name }) => name)).size).toBe(collections.length);
  const elsewhere = files(/^(store|functions)\/.*\.ts$/).filter(
    (path) => /\bindexed: \[/.test(read(path)) && !path.endsWith('.test.ts'),
  );
  expect(elsewhere).toEqual([]);
});

test('no composite index is declared, since no query needs one', () => {
  expect(indexes).toEqual([]);
});

test('the JSON of every collection is exempt from indexing, and nothing else is but expiry', () => {
  const exempt = fieldOverrides.filter((each) => each.indexes.length === 0);
  expect(named(overridden('json'))).toEqual(collections.map(({ name }) => name).sort());
  expect(new Set(exempt.map((each) => each.fieldPath))).toEqual(new Set(['json', 'expireAt']));
});

test('every collection that expires has a TTL policy, and no other', () => {
  const expiring = collections.filter((each) => each.expires !== undefined);
  const policies = fieldOverrides.filter((each) => each.ttl);
  expect(named(policies)).toEqual(expiring.map(({ name }) => name).sort());
  expect(new Set(policies.map((each) => each.fieldPath))).toEqual(new Set(['expireAt']));
  expect(overridden('expireAt')).toEqual(policies);
});

test('every list by which documents are found is indexed by its elements alone', () => {
  const contained = fieldOverrides.filter((each) => each.indexes.length > 0);
  expect(contained.map((each) => `${each.collectionGroup}.${each.fieldPath}`)).toEqual(lists);
});

test('firebase.json names rules and indexes, and nothing else', () => {
  expect(JSON.parse(read('firebase.json'))).toEqual({
    firestore: { rules: 'firestore.rules', indexes: 'firestore.indexes.json' },
  });
});
