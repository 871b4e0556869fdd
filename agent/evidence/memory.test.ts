// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Found, Trouble } from '../../core/evidence/evidence.ts';
import type { Holding, Registry } from '../../registry/registry.ts';
import { type EvidenceMemory, evidenceMemory, type Held } from './memory.ts';
import type { Recall } from './recalled.ts';

const subject = {
  digest: `sha256:${'a'.repeat(64)}`,
  repository: 'ghcr.io/acme/app',
  tagPrefix: '',
};
const reader = { keychain: async () => undefined, scope: '' };
const all: Holding[] = ['signatures', 'attestations', 'referrers'];

/** What an agent before this one found. */
const before: Held = {
  evidence: {
    digest: subject.digest,
    source: { repository: subject.repository, tagPrefix: '' },
    found: [{ kind: 'bundle', digest: 'before', bytes: new Uint8Array() }],
    trouble: [],
  },
  at: -1_000_000,
};

/** A registry that holds one thing in each place; `asked` says in which places it was looked. */
function remembering(recall?: Recall): {
  memory: EvidenceMemory;
  asked: (readonly Holding[])[];
  saved: Held[];
  later: (time: number) => void;
  fail: (trouble: Trouble[]) => void;
} {
  const asked: (readonly Holding[])[] = [];
  const saved: Held[] = [];
  let now = 0;
  let failing: Trouble[] = [];
  const registry: Pick<Registry, 'collect'> = {
    collect: async ({ digest, repository, tagPrefix }, _keychain, { places = all } = {}) => {
      asked.push(places);
      const found = places.map(
        (place): Found => ({ kind: 'bundle', digest: place, bytes: new Uint8Array() }),
      );
      return { digest, source: { repository, tagPrefix }, found, trouble: failing };
    },
  };
  return {
    memory: evidenceMemory(
      registry,
      () => now,
      (_scope, held) => saved.push(held),
      recall,
    ),
    asked,
    saved,
    later: (time) => {
      now += time;
    },
    fail: (trouble) => {
      failing = trouble;
    },
  };
}

const places = ({ evidence }: Held) => evidence.found.map(({ digest }) => digest).sort();

test('who has a use for signatures alone has no attestations read', async () => {
  const { memory, asked } = remembering();
  const held = await memory.known(subject, reader, ['signature']);
  expect(places(held)).toEqual(['referrers', 'signatures']);
  expect(asked).toEqual([['signatures', 'referrers']]);
});

test('who wants all of it a moment later has the rest read', async () => {
  const { memory, asked } = remembering();
  await memory.known(subject, reader, ['signature']);
  const held = await memory.recent(subject, reader);
  expect(places(held)).toEqual(all.toSorted());
  expect(asked.slice(1)).toEqual([['attestations']]);
});

test('a half that was read long ago is read again with the rest', async () => {
  const { memory, asked, later } = remembering();
  await memory.known(subject, reader, ['attestation']);
  later(5_001);
  await memory.recent(subject, reader);
  expect(asked).toEqual([['attestations', 'referrers'], all]);
});

test('what a clock that was set back calls the future was not read a moment ago', async () => {
  const { memory, asked, later } = remembering();
  await memory.recent(subject, reader, ['signature']);
  later(-600_000);
  await memory.recent(subject, reader);
  expect(asked.slice(1)).toEqual([all]);
  await memory.recent(subject, reader);
  expect(asked).toHaveLength(2);
});

test('all of it is enough for whoever wants a half', async () => {
  const { memory, asked, later } = remembering();
  await memory.recent(subject, reader);
  later(86_400_000);
  await memory.known(subject, reader, ['signature']);
  await memory.known(subject, reader, ['attestation']);
  expect(asked).toHaveLength(1);
});

test('a half is never taken for all of it: not by who looks, and not on the disk', async () => {
  const { memory, saved } = remembering();
  await memory.known(subject, reader, ['signature']);
  expect(memory.peek(subject, '')).toBeUndefined();
  expect(saved).toEqual([]);
  await memory.recent(subject, reader);
  expect(saved.map(places)).toEqual([all.toSorted()]);
});

test('a half of other hands is none of ours', async () => {
  const { memory, asked } = remembering();
  await memory.known(subject, { ...reader, scope: 'theirs' }, ['signature']);
  await memory.recent(subject, reader);
  expect(asked[1]).toEqual(all);
});

test('what the rest could not be read of is trouble, and what was known stays known', async () => {
  const { memory, fail } = remembering();
  await memory.known(subject, reader, ['signature']);
  fail([{ reason: 'unreachable', place: 'there', message: 'is down' }]);
  expect((await memory.recent(subject, reader)).evidence.trouble).toHaveLength(1);
  expect((await memory.known(subject, reader, ['signature'])).evidence.trouble).toEqual([]);
});

test('what an agent before found is known without a registry, kept, and asked for once', async () => {
  let recalled = 0;
  const { memory, asked, saved } = remembering(async ({ digest }) => {
    recalled += 1;
    return digest === subject.digest ? before : undefined;
  });
  expect(places(await memory.known(subject, reader, ['signature']))).toEqual(['before']);
  expect((await memory.recalled(subject, ''))?.evidence).toBe(before.evidence);
  expect(saved).toEqual([before]);
  expect({ asked, recalled }).toEqual({ asked: [], recalled: 1 });
});

test('it is never recent: whoever wants what was read in the last seconds has it read', async () => {
  const { memory, asked } = remembering(async () => before);
  await memory.known(subject, reader);
  expect(places(await memory.recent(subject, reader))).toEqual(all.toSorted());
  expect(asked).toHaveLength(1);
  expect(places(await memory.known(subject, reader))).toEqual(all.toSorted());
});

test('where nobody found anything before, a registry is asked, or nobody', async () => {
  const { memory, asked } = remembering(async () => undefined);
  expect(await memory.recalled(subject, '')).toBeUndefined();
  expect(asked).toEqual([]);
  await memory.known(subject, reader);
  expect(asked).toHaveLength(1);
});

test('where a registry failed a moment ago, what was found before counts', async () => {
  let there = false;
  const { memory, fail } = remembering(async () => (there ? before : undefined));
  fail([{ reason: 'unreachable', place: 'there', message: 'is down' }]);
  expect((await memory.known(subject, reader)).evidence.trouble).toHaveLength(1);
  there = true;
  expect(places(await memory.known(subject, reader))).toEqual(['before']);
  expect((await memory.recalled(subject, ''))?.evidence).toBe(before.evidence);
});
