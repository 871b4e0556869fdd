// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';
import { anonymous, type Keychain } from '../../registry/credentials/credential.ts';
import { mayBePlain } from '../../registry/wire/plain.ts';
import { authorizationFor, refused } from './authorization.ts';
import { indexType, manifestType } from './image.ts';
import { digestOf } from './layer.ts';

/** A repository that is written to (distribution-spec 1.1). All throw Failure. */
export interface Destination {
  /** As everybody calls it: `ghcr.io/acme/enforce-agent`. */
  repository: string;
  /** What is behind a tag or digest, if anything. */
  manifest: (identifier: string) => Promise<Buffer | undefined>;
  /** The list of what refers to a digest, where the registry keeps such lists. */
  referrers: (digest: string) => Promise<Buffer | undefined>;
  putBlob: (bytes: Uint8Array) => Promise<void>;
  putManifest: (identifier: string, mediaType: string, bytes: Uint8Array) => Promise<void>;
}

/** Opens `host/path` for writing, with what the keychain knows; this machine's over plain HTTP. */
export async function openDestination(
  repository: string,
  keychain: Keychain,
): Promise<Destination> {
  const slash = repository.indexOf('/');
  const path = repository.slice(slash + 1);
  const secure = new URL(`https://${repository.slice(0, slash)}`);
  const plain = mayBePlain(secure, new Set());
  const base = new URL(`/v2/${path}/`, plain ? `http://${secure.host}` : secure);
  const credential = (await keychain(repository)) ?? anonymous;
  let authorization: string | undefined;

  const once = (method: string, url: URL, body?: Uint8Array, type?: string) => {
    const headers = new Headers();
    if (type !== undefined) headers.set(method === 'PUT' ? 'content-type' : 'accept', type);
    // An upload may go on at another host, which is told no secrets of this one.
    if (authorization !== undefined && url.origin === base.origin) {
      headers.set('authorization', authorization);
    }
    return fetch(url, { method, headers, ...(body && { body: Buffer.from(body) }) }).catch(
      (cause: unknown) => {
        throw new Failure('UNAVAILABLE', `${url.host} is not to be reached`, { cause });
      },
    );
  };
  const send: typeof once = async (method, url, body, type) => {
    const answer = await once(method, url, body, type);
    if (answer.status !== 401) return answer;
    authorization = await authorizationFor(answer, path, credential);
    return once(method, url, body, type);
  };
  const done = async (good: number, ...asked: Parameters<typeof once>): Promise<Response> => {
    const answer = await send(...asked);
    if (answer.status === good) return answer;
    if (answer.status === 401 || answer.status === 403) throw refused(base.host, path);
    const message = `${base.host} answered ${answer.status} to ${asked[0]} of ${asked[1].pathname}`;
    throw new Failure('UNAVAILABLE', message);
  };

  const get = async (place: string): Promise<Buffer | undefined> => {
    const url = new URL(place, base);
    const answer = await send('GET', url, undefined, `${indexType}, ${manifestType}`);
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  };

  return {
    repository,
    manifest: (identifier) => get(`manifests/${identifier}`),
    referrers: (digest) => get(`referrers/${digest}`),
    putBlob: async (bytes) => {
      const digest = digestOf(bytes);
      const there = await send('HEAD', new URL(`blobs/${digest}`, base));
      if (there.ok) return;
      const begun = await done(202, 'POST', new URL('blobs/uploads/', base));
      const place = new URL(begun.headers.get('location') ?? '', base);
      place.searchParams.set('digest', digest);
      await done(201, 'PUT', place, bytes, 'application/octet-stream');
    },
    putManifest: async (identifier, mediaType, bytes) => {
      const url = new URL(`manifests/${identifier}`, base);
      await done(201, 'PUT', url, bytes, mediaType);
    },
  };
}
