// SPDX-License-Identifier: Apache-2.0
import { openDoor } from './auth/door.ts';
import { type Deadline, deadlineIn } from './clock.ts';
import { contents } from './contents.ts';
import { anonymous, fingerprint, type Keychain } from './credentials/credential.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { lanes } from './lanes.ts';
import { limits } from './limits.ts';
import { openRepository, type Repository } from './repository.ts';
import type { Ways } from './settings.ts';
import { Troubled } from './troubled.ts';
import { following } from './wire/follow.ts';
import { heeding } from './wire/heed.ts';
import { persisting } from './wire/persist.ts';
import { protocols } from './wire/protocol.ts';
import { openWire } from './wire/send.ts';

/** A repository opened for one caller and one operation, which ends in time. */
export interface Opened {
  /** Keeps what has a digest. */
  repository: Repository;
  /** The same without keeping anything. */
  unkept: Repository;
  /** Tells apart callers with different credentials, and repositories. */
  owner: string;
}

/** Opens repositories, whose requests share connections, tokens and lanes. */
export function opening(ways: Ways) {
  const { plainHosts, clock } = ways;
  const wire = openWire(ways);
  const protocolOf = protocols(ways);
  const requestLane = lanes(limits.requests);
  const operationLane = lanes(limits.operations);
  let requests = 0;
  const send = following((request, signal) => {
    requests += 1;
    return wire.send(request, signal);
  }, plainHosts);
  const heed = heeding(send, clock);
  const persist = persisting(
    (request, signal) => requestLane(request.url.host, () => heed(request, signal)),
    clock,
  );
  const door = openDoor({ persist, plainHosts, clock });
  const keep = contents();

  const open = async (endpoint: Endpoint, keychain: Keychain): Promise<Opened> => {
    const deadline = deadlineIn(ways.patience, clock);
    const found = keychain(`${endpoint.host}/${endpoint.path}`);
    const credential = (await inTime(found, deadline, endpoint.host)) ?? anonymous;
    const protocol = endpoint.protocol ?? (await protocolOf(endpoint.host));
    const base = new URL(`${protocol}//${endpoint.host}`);
    const owner = `${fingerprint(credential)} ${endpoint.repository}`;
    const unkept = openRepository({ ...endpoint, base }, { door, credential, deadline });
    return { repository: keep(unkept, owner), unkept, owner };
  };

  /**
   * Runs an operation on a repository. Its time begins with its turn: however many wait, none fails
   * for having waited. @throws Troubled, or what the keychain throws
   */
  const within = async <Found>(
    name: string,
    keychain: Keychain,
    run: (opened: Opened) => Promise<Found>,
  ): Promise<Found> => {
    const endpoint = endpointOf(name, ways);
    return operationLane(endpoint.host, async () => run(await open(endpoint, keychain)));
  };

  return { within, requests: () => requests, close: () => wire.close() };
}

/** @throws Troubled if it takes longer than the operation may */
function inTime<Found>(found: Promise<Found>, { signal }: Deadline, host: string): Promise<Found> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(new Troubled('unreachable', `the credentials for ${host} did not come in time`));
    signal.addEventListener('abort', late, { once: true });
    // Else every operation would make an error when its time is over, long after it ended.
    found.finally(() => signal.removeEventListener('abort', late)).then(resolve, reject);
  });
}
