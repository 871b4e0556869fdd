// SPDX-License-Identifier: Apache-2.0
import pLimit from 'p-limit';
import type { Evidence, Trouble } from '../core/evidence/evidence.ts';
import type { Reference } from '../core/policy/reference.ts';
import { openDoor } from './auth/door.ts';
import { deadlineIn } from './clock.ts';
import { contents } from './contents.ts';
import { anonymous, fingerprint, type Keychain } from './credentials/credential.ts';
import { endpointOf } from './endpoint.ts';
import { collect } from './evidence/collect.ts';
import { evidenceKeeper } from './evidence/keeper.ts';
import { cosignTag, type Subject } from './evidence/subject.ts';
import { limits } from './limits.ts';
import { openRepository, type Repository } from './repository.ts';
import { readSettings, type Settings } from './settings.ts';
import { troubleAt } from './troubled.ts';
import { following } from './wire/follow.ts';
import { persisting } from './wire/persist.ts';
import { protocols } from './wire/protocol.ts';
import { openWire } from './wire/send.ts';

/** Reads registries: never writes, never throws for what a registry does. */
export interface Registry {
  /** The digest that a reference stands for at this moment. */
  resolve: (image: Reference, keychain: Keychain) => Promise<Resolved>;
  /**
   * All signatures and attestations of a digest at one place. Evidence without trouble is handed out
   * again for a while, unless `fresh`; who asks for the same at the same time shares the answer.
   */
  collect: (
    subject: Subject,
    keychain: Keychain,
    options?: { fresh?: boolean },
  ) => Promise<Evidence>;
  /** How many requests were sent so far. */
  requests: () => number;
  /** Closes the connections. */
  close: () => void;
}

/** What a reference stands for. Trouble is never to be taken for absence. */
export type Resolved =
  | { kind: 'found'; digest: string }
  | { kind: 'absent' }
  | { kind: 'trouble'; trouble: Trouble };

/** Opens the way to registries. @throws Failure INVALID_ARGUMENT for settings that are none */
export function openRegistry(settings: Settings): Registry {
  const ways = readSettings(settings);
  const { reach, plainHosts, clock, lookup } = ways;
  const wire = openWire(ways);
  const protocolOf = protocols(reach, lookup);
  const lanes = pLimit(limits.requests);
  let requests = 0;
  const send = following((request, signal) => {
    requests += 1;
    return wire.send(request, signal);
  }, plainHosts);
  const persist = persisting((request, signal) => lanes(() => send(request, signal)), clock);
  const door = openDoor({ persist, plainHosts, clock });
  const keep = contents();
  const kept = evidenceKeeper(ways);

  const open = async (
    name: string,
    keychain: Keychain,
  ): Promise<{ repository: Repository; owner: string }> => {
    const endpoint = endpointOf(name, ways);
    const credential = (await keychain(`${endpoint.host}/${endpoint.path}`)) ?? anonymous;
    const protocol = endpoint.protocol ?? (await protocolOf(endpoint.host));
    const base = new URL(`${protocol}//${endpoint.host}`);
    const deadline = deadlineIn(ways.patience, clock);
    const owner = `${fingerprint(credential)} ${name}`;
    const repository = openRepository({ ...endpoint, base }, { door, credential, deadline });
    return { repository: keep(repository, owner), owner };
  };

  return {
    resolve: async (image, keychain) => {
      try {
        const { repository } = await open(image.repository, keychain);
        const digest = await repository.digestOf(image.identifier);
        return digest === undefined ? { kind: 'absent' } : { kind: 'found', digest };
      } catch (error) {
        return { kind: 'trouble', trouble: troubleAt(image.name, error) };
      }
    },
    collect: async (subject, keychain, { fresh = false } = {}) => {
      const place = `${subject.repository}:${cosignTag(subject, 'sig')}`;
      try {
        const { repository, owner } = await open(subject.repository, keychain);
        return await kept(subject, owner, fresh, () => collect(subject, repository));
      } catch (error) {
        const { digest, repository, tagPrefix } = subject;
        const trouble = [troubleAt(place, error)];
        return { digest, source: { repository, tagPrefix }, found: [], trouble };
      }
    },
    requests: () => requests,
    close: () => wire.close(),
  };
}
