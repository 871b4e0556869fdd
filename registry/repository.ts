// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { digestForm } from '../core/digest.ts';
import type { Door } from './auth/door.ts';
import type { Deadline } from './clock.ts';
import { type Credential, fingerprint } from './credentials/credential.ts';
import type { Endpoint } from './endpoint.ts';
import { limits } from './limits.ts';
import { indexTypes, manifestTypes, readEither } from './manifest.ts';
import { Troubled } from './troubled.ts';
import type { Answer, Request } from './wire/send.ts';

/** Bytes that a registry holds, and the digest that they have in fact. */
export interface Content {
  digest: string;
  bytes: Buffer;
}

/** One repository as one caller sees it, until a deadline. All methods throw Troubled. */
export interface Repository {
  /** The digest behind a tag, or a digest that is there; undefined if there is none. */
  digestOf: (identifier: string) => Promise<string | undefined>;
  /** The manifest behind a tag or digest; undefined if there is none. */
  manifest: (identifier: string) => Promise<Content | undefined>;
  /** A blob whose digest and size are as a manifest says. */
  blob: (described: { digest: string; size: number }, most: number) => Promise<Buffer>;
  /** Reads a page below the repository's own path, as it comes; the query may follow the path. */
  page: (path: string) => Promise<Answer>;
}

const acceptManifests = [...manifestTypes, ...indexTypes].join(', ');

/** Speaks OCI's distribution protocol (v1.1) with one repository. */
export function openRepository(
  { path, base }: Endpoint & { base: URL },
  { door, credential, deadline }: { door: Door; credential: Credential; deadline: Deadline },
): Repository {
  const ask = (
    method: Request['method'],
    place: string,
    accept: string,
    most: number,
    more: { notElsewhere?: boolean } = {},
  ) => {
    const url = new URL(`/v2/${path}/${place}`, base);
    const asker = fingerprint(credential);
    const request = { method, url, headers: { accept }, most, asker, ...more };
    return door(request, { credential, path }, deadline);
  };

  const manifest = async (identifier: string): Promise<Content | undefined> => {
    const place = `manifests/${identifier}`;
    const answer = await ask('GET', place, acceptManifests, limits.manifest);
    if (answer.status === 404) return undefined;
    expectSuccess(answer);
    const digest = digestOfBytes(answer.body);
    if (identifier.startsWith('sha256:') && digest !== identifier) throw differs(base, identifier);
    return { digest, bytes: answer.body };
  };

  const digestOf = async (identifier: string): Promise<string | undefined> => {
    const answer = await ask('HEAD', `manifests/${identifier}`, acceptManifests, 0);
    if (answer.status === 404) return undefined;
    const digest = answer.headers['docker-content-digest'];
    const told = answer.status === 200 && typeof digest === 'string' && digestForm.test(digest);
    if (told && !identifier.startsWith('sha256:')) return digest;
    const content = await manifest(identifier);
    if (content !== undefined) readEither(content.bytes);
    return content?.digest;
  };

  const blob: Repository['blob'] = async ({ digest, size }, most) => {
    if (size > most) throw new Troubled('too-large', `${digest} has ${size} bytes, over ${most}`);
    const answer = await ask('GET', `blobs/${digest}`, '*/*', size);
    if (answer.status === 404) throw missing(base.host, digest);
    expectSuccess(answer);
    if (digestOfBytes(answer.body) !== digest) throw differs(base, digest);
    return answer.body;
  };

  const page = (place: string): Promise<Answer> =>
    ask('GET', place, indexTypes.join(', '), limits.manifest, { notElsewhere: true });

  return { digestOf, manifest, blob, page };
}

const digestOfBytes = (bytes: Buffer): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** @throws Troubled for a status that says neither that something is there nor that it is not */
function expectSuccess({ status, url }: Answer): void {
  if (status === 200) return;
  throw new Troubled('malformed', `${url.host} answered ${status}, which means nothing here`);
}

const differs = ({ host }: URL, digest: string): Troubled =>
  new Troubled('malformed', `what ${host} sent for ${digest} has another digest`);

/** What a manifest names has to be there: its absence hides something. */
export const missing = (where: string, digest: string): Troubled =>
  new Troubled('malformed', `${where} lists ${digest} and does not have it`);
