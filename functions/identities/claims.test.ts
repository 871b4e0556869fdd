// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test } from 'vitest';
import { type ClaimMatch, createIdentity, updateIdentity } from '../../core/api/identities.ts';
import { machinesAtHome } from '../../test/fixtures/machines.ts';

const { ours, machine, assumes, close } = await machinesAtHome();
afterAll(close);

const cases: [string, Partial<ClaimMatch>, object, number][] = [
  ['an equal subject', { subject: 'job' }, {}, 200],
  ['another subject', { subject: 'job' }, { sub: 'jobs' }, 403],
  [
    'a subject that the pattern matches',
    { subjectPattern: 'repo:acme/.*' },
    { sub: 'repo:acme/a' },
    200,
  ],
  ['a longer subject than the pattern', { subjectPattern: 'job' }, { sub: 'job-of-others' }, 403],
  ['a subject that ends as the pattern', { subjectPattern: 'job' }, { sub: 'my-job' }, 403],
  ['a subject with a line break', { subjectPattern: 'job' }, { sub: 'job\nx' }, 403],
  ['one of two subjects, each whole', { subjectPattern: 'a|job' }, { sub: 'jobs' }, 403],
  ['the audience asked for', { subject: 'job', audience: 'them' }, { aud: 'them' }, 200],
  ['another audience', { subject: 'job', audience: 'them' }, {}, 403],
  ['one of several audiences', { subject: 'job', audience: 'them' }, { aud: ['x', 'them'] }, 200],
  [
    'an audience around the pattern',
    { subject: 'job', audiencePattern: 'th.m' },
    { aud: 'them2' },
    403,
  ],
  ['no audience of ours', { subject: 'job' }, { aud: 'someone else' }, 403],
  ['an equal claim', { subject: 'job', claims: { ref: 'main' } }, { ref: 'main' }, 200],
  ['a claim that is missing', { subject: 'job', claims: { ref: 'main' } }, {}, 403],
  ['a claim in a list', { subject: 'job', claims: { ref: 'main' } }, { ref: ['main'] }, 403],
  ['a number', { subject: 'job', claims: { id: '42' } }, { id: 42 }, 200],
  [
    'a claim around the pattern',
    { subject: 'job', claimPatterns: { ref: 'v\\d+' } },
    { ref: 'v1-x' },
    403,
  ],
  [
    'a claim within the pattern',
    { subject: 'job', claimPatterns: { ref: 'v\\d+' } },
    { ref: 'v12' },
    200,
  ],
];
test.each(cases)('%s', async (_what, match, claims, status) => {
  const { id } = await ours.owner.does(createIdentity, machine(match));
  expect(await assumes(id, claims)).toBe(status);
});

test('patterns that do not compile are refused at once, each with its place', async () => {
  const wrong = { subjectPattern: '(', audiencePattern: 'a**', claimPatterns: { ref: '(?=x)' } };
  const refused = await ours.owner.fails(createIdentity, machine(wrong));
  expect(refused.status).toBe(400);
  expect(refused.faults.map(({ place }) => place)).toEqual([
    'claimMatch.subjectPattern',
    'claimMatch.audiencePattern',
    'claimMatch.claimPatterns.ref',
  ]);
  const { id, claimMatch } = await ours.owner.does(createIdentity, machine());
  const broken = { ...claimMatch, claimPatterns: { ref: '[' } };
  expect((await ours.owner.fails(updateIdentity, { id, claimMatch: broken })).status).toBe(400);
});

test.each([
  ['no subject', {}, 'claimMatch.subject'],
  ['two subjects', { subject: 'a', subjectPattern: 'a' }, 'claimMatch.subject'],
  ['two audiences', { subject: 'a', audience: 'b', audiencePattern: 'b' }, 'claimMatch.audience'],
  ['an empty subject', { subject: '' }, 'claimMatch.subject'],
  ['an issuer that is no URL', { subject: 'a', issuer: 'github' }, 'claimMatch.issuer'],
  ['a scheme of its own', { subject: 'a', issuer: 'file:///etc/passwd' }, 'claimMatch.issuer'],
])('a match with %s is refused', async (_what, match, place) => {
  const refused = await ours.owner.fails(createIdentity, machine(match));
  expect(refused.faults.map((fault) => fault.place)).toContain(`identity.${place}`);
});

test('of more than fifty claims none is taken', async () => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`c${index}`, 'x']));
  const wrong = machine({ subject: 'job', claims: many, claimPatterns: many });
  expect((await ours.owner.fails(createIdentity, wrong)).faults).toHaveLength(2);
});
