// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { personId } from './person.ts';
import { isUidp, parentOf } from './uidp.ts';

test('the same issuer and subject give the same root id', () => {
  const id = personId('https://accounts.google.com', '1234');
  expect(id).toBe(personId('https://accounts.google.com', '1234'));
  expect(isUidp(id)).toBe(true);
  expect(parentOf(id)).toBeUndefined();
});

test('another issuer or another subject is another person', () => {
  const ids = [
    personId('https://a.example', 's'),
    personId('https://b.example', 's'),
    personId('https://a.example', 't'),
  ];
  expect(new Set(ids).size).toBe(3);
});
