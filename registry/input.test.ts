// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blob, described, index, manifest, types } from '../test/fixtures/registry/content.ts';
import { schemeAsked } from './auth/challenge.ts';
import { entryFor } from './credentials/match.ts';
import { readEither } from './manifest.ts';
import { Troubled } from './troubled.ts';

const layer = described(blob('x', types.bundle), { annotations: { a: 'b' } });
const originals = [manifest([layer, layer], { subject: layer }), index([layer])];

/** A whole document with a few bytes changed, cut out or doubled. */
const mutated = fc
  .record({
    original: fc.constantFrom(...originals),
    from: fc.nat(600),
    length: fc.nat(20),
    put: fc.uint8Array({ maxLength: 20 }),
  })
  .map(({ original: { bytes }, from, length, put }) =>
    Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)]),
  );

test('whatever is sent as a manifest, it is one or it is trouble', () => {
  const arbitrary = fc.oneof(
    mutated,
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(arbitrary, (bytes) => {
      try {
        const either = readEither(bytes);
        const listed = 'index' in either ? either.index.manifests : either.manifest.layers;
        for (const each of listed) {
          expect(each.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
          expect(each.size).toBeGreaterThanOrEqual(0);
        }
      } catch (error) {
        if (!(error instanceof Troubled)) throw error;
        expect(error.reason).toBe('malformed');
      }
    }),
    { numRuns: 2_000 },
  );
});

test('whatever a challenge says, it asks for one of three things', () => {
  const words = fc.constantFrom('Bearer', 'Basic', 'realm', '=', '"', '\\', ',', ' ', 'x');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 200 }), (parts) => {
      expect(['none', 'basic', 'bearer']).toContain(schemeAsked(parts.join('')).kind);
    }),
    { numRuns: 2_000 },
  );
});

test('credentials for a plain host are never for another, whatever the repository is called', () => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
  const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
  fc.assert(
    fc.property(host, host, fc.string(), (own, other, path) => {
      const found = entryFor(new Map([[own, 'secret']]), `${other}/${path}`);
      expect(found).toBe(own === other ? 'secret' : undefined);
    }),
    { numRuns: 2_000 },
  );
});
