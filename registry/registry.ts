// SPDX-License-Identifier: Apache-2.0
import type { Evidence, Trouble } from '../core/evidence/evidence.ts';
import type { Subject } from '../core/evidence/subject.ts';
import type { Reference } from '../core/policy/reference.ts';
import { type Configs, imageConfigs } from './configs.ts';
import type { Keychain } from './credentials/credential.ts';
import { collect, everywhere, type Holding } from './evidence/collect.ts';
import { evidenceKeeper } from './evidence/keeper.ts';
import { attachedSboms, type Sbom } from './evidence/sboms.ts';
import { cosignTag } from './evidence/subject.ts';
import { listedIn } from './listed.ts';
import { opening } from './open.ts';
import { readSettings, type Settings } from './settings.ts';
import { troubleAt } from './troubled.ts';

/**
 * Reads registries, and never writes. What a registry does comes back as trouble; only what a keychain
 * throws is thrown.
 */
export interface Registry {
  /** The digest that a reference stands for at this moment. */
  resolve: (image: Reference, keychain: Keychain) => Promise<Resolved>;
  /**
   * All signatures and attestations of a digest at one place, or those that lie in some `places` there.
   * Evidence without trouble is handed out again for a while, unless `fresh`; who asks for the same at
   * the same time shares the answer.
   */
  collect: (
    subject: Subject,
    keychain: Keychain,
    options?: { fresh?: boolean; places?: readonly Holding[] },
  ) => Promise<Evidence>;
  /** What `cosign attach sbom` put beside a digest; nothing of it is kept. */
  sboms: (subject: Subject, keychain: Keychain) => Promise<Sboms>;
  /** The configs of an image, or of all platforms of an index. */
  configs: (image: { repository: string; digest: string }, keychain: Keychain) => Promise<Read>;
  /** The digests that an index lists; none for an image. */
  listed: (image: { repository: string; digest: string }, keychain: Keychain) => Promise<Listed>;
  /** How many requests were sent so far. */
  requests: () => number;
  /** Closes the connections. */
  close: () => void;
}

/** What a reference stands for. Trouble is never to be taken for absence. */
export type Resolved = { kind: 'found'; digest: string } | { kind: 'absent' } | Failed;

export type Read = { kind: 'found'; configs: Configs } | Failed;

export type Listed = { kind: 'found'; digests: string[] } | Failed;

export type { Holding } from './evidence/collect.ts';
export type { Sbom } from './evidence/sboms.ts';

export interface Sboms {
  sboms: Sbom[];
  trouble: Trouble[];
}

interface Failed {
  kind: 'trouble';
  trouble: Trouble;
}

/** Opens the way to registries. @throws Failure INVALID_ARGUMENT for settings that are none */
export function openRegistry(settings: Settings): Registry {
  const ways = readSettings(settings);
  const { within, requests, close } = opening(ways);
  const kept = evidenceKeeper(ways);
  return {
    resolve: (image, keychain) =>
      orTrouble(image.name, () =>
        within(image.repository, keychain, async ({ repository }) => {
          const digest = await repository.digestOf(image.identifier);
          return digest === undefined ? { kind: 'absent' } : { kind: 'found', digest };
        }),
      ),
    collect: async (subject, keychain, { fresh = false, places = everywhere } = {}) => {
      const { digest, repository, tagPrefix } = subject;
      const outcome = await orTrouble(placeOf(subject, 'sig'), () =>
        within(repository, keychain, (opened) =>
          kept(subject, `${opened.owner} ${places}`, fresh, () =>
            collect(subject, opened.repository, places),
          ),
        ),
      );
      if ('digest' in outcome) return outcome;
      const trouble = [outcome.trouble];
      return { digest, source: { repository, tagPrefix }, found: [], trouble };
    },
    sboms: async (subject, keychain) => {
      const outcome = await orTrouble(placeOf(subject, 'sbom'), () =>
        within(subject.repository, keychain, ({ unkept }) => attachedSboms(subject, unkept)),
      );
      return 'sboms' in outcome ? outcome : { sboms: [], trouble: [outcome.trouble] };
    },
    configs: ({ repository: name, digest }, keychain) =>
      orTrouble(`${name}@${digest}`, () =>
        within(name, keychain, async ({ repository }) => ({
          kind: 'found',
          configs: await imageConfigs(repository, digest),
        })),
      ),
    listed: ({ repository: name, digest }, keychain) =>
      orTrouble(`${name}@${digest}`, () =>
        within(name, keychain, async ({ repository }) => ({
          kind: 'found',
          digests: await listedIn(repository, digest),
        })),
      ),
    requests,
    close,
  };
}

const placeOf = (subject: Subject, suffix: 'sig' | 'sbom'): string =>
  `${subject.repository}:${cosignTag(subject, suffix)}`;

async function orTrouble<Found>(place: string, run: () => Promise<Found>): Promise<Found | Failed> {
  try {
    return await run();
  } catch (error) {
    return { kind: 'trouble', trouble: troubleAt(place, error) };
  }
}
