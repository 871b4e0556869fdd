// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { newInviteCode, readInviteCode } from './invites.ts';
import { newChild, newRoot } from './uidp.ts';

const invite = newChild(newRoot());
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a code names its invite and gives the hash that is kept', () => {
  const { code, secretHash } = newInviteCode(invite);
  expect(readInviteCode(code)).toEqual({ invite, secretHash });
  expect(readInviteCode(`  ${code}\n`)).toEqual({ invite, secretHash });
});

test('a code begins as the invites of the walkthrough do', () => {
  expect(newInviteCode(invite).code).toMatch(/^eyJncnAiOi/);
});

test('two codes of one invite differ, and neither hash nor key id gives the secret away', () => {
  const one = newInviteCode(invite);
  expect(newInviteCode(invite).secretHash).not.toBe(one.secretHash);
  const { key } = JSON.parse(Buffer.from(one.code, 'base64url').toString());
  expect(one.secretHash + one.keyId).not.toContain(key);
  expect(one.secretHash).not.toContain(one.keyId);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'nonsense'],
  ['another shape', encode({ grp: invite })],
  ['a field more', encode({ grp: invite, key: 'a'.repeat(43), more: 1 })],
  ['no id', encode({ grp: '../..', key: 'a'.repeat(43) })],
  ['a short secret', encode({ grp: invite, key: 'a' })],
])('%s is no code', (_what, text) => {
  expect(readInviteCode(text)).toBeUndefined();
});
