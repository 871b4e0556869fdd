// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type {
  askEvidence,
  listEvidence,
  putEvidence,
  readEvidence,
} from '../../core/api/ingest.ts';
import { Failure } from '../../core/errors.ts';
import { organisation, type Uidp } from '../../core/iam/uidp.ts';
import { records, type StoredRecord } from '../../store/collections.ts';
import { sent } from '../../store/evidence.ts';
import { below, fields, select, stored } from '../../store/kind.ts';
import { pagesOf } from '../../store/pages.ts';
import type { AgentHandler } from '../http/handler.ts';

/** Where the bytes are kept: once for each organisation. */
export const blobOf = (cluster: Uidp, digest: string): string =>
  `${organisation(cluster)}/${digest.replace(':', '/')}`;

/** Those of the digests that the cluster has not sent. */
export const missing: AgentHandler<typeof askEvidence> = async ({ digests }, call) => {
  const keys = digests.map((digest) => sent(call.cluster.id, digest));
  const found = keys.length === 0 ? [] : await call.service.documents.getAll(keys);
  return { missing: digests.filter((_digest, index) => found[index] === undefined) };
};

/** Keeps what the digest says; sent again, it changes nothing. @throws Failure INVALID_ARGUMENT */
export const take: AgentHandler<typeof putEvidence> = async ({ digest, content }, call) => {
  const { service, cluster } = call;
  const bytes = Buffer.from(content, 'base64');
  if (`sha256:${hash('sha256', bytes)}` !== digest) {
    throw new Failure('INVALID_ARGUMENT', 'the content is not what the digest says', {
      place: 'content',
      next: 'PUT /agent/v1/evidence/ with the SHA-256 of the content',
    });
  }
  const key = sent(cluster.id, digest);
  if ((await service.documents.get(key)) !== undefined) return {};
  const options = { contentType: 'application/octet-stream', ifAbsent: true };
  await service.blobs.put(blobOf(cluster.id, digest), bytes, options);
  const sentAt = new Date(service.clock()).toISOString();
  await service.documents.put(key, fields({ cluster: cluster.id, digest, sentAt }));
  return {};
};

/** What the records of the cluster stand on; records from before readers were told are left out. */
export const list: AgentHandler<typeof listEvidence> = async (request, { service, cluster }) => {
  const { activeSince = '' } = request;
  const pages = pagesOf('evidence', cluster.id, request);
  const { after, limit } = pages;
  const query = { ...below(cluster.id), where: { parent: cluster.id }, limit };
  const begun = after === undefined ? query : { ...query, after };
  const page = pages.cut(await select(service.documents, records, begun), ({ id }) => stored(id));
  const seen = page.items.filter(({ running, lastSeen }) => running || lastSeen >= activeSince);
  return { ...page, items: seen.flatMap(standing) };
};

function standing({ image, evidence, readers = [], refreshed, firstSeen }: StoredRecord) {
  const at = refreshed.sig ?? refreshed.att ?? firstSeen;
  const all = evidence.flatMap((digest, index) => {
    const reader = readers[index];
    return reader === undefined ? [] : [{ digest, reader }];
  });
  return all.length === 0 ? [] : [{ image, evidence: all, at }];
}

/** What the cluster sent under the digest. @throws Failure NOT_FOUND */
export const send: AgentHandler<typeof readEvidence> = async ({ digest }, { service, cluster }) => {
  const known = await service.documents.get(sent(cluster.id, digest));
  const found = known && (await service.blobs.read(blobOf(cluster.id, digest)));
  if (found === undefined) {
    throw new Failure('NOT_FOUND', `this cluster has sent no ${digest}`, {
      place: 'digest',
      next: 'POST /agent/v1/evidence',
    });
  }
  return { digest, content: (await buffer(found.bytes)).toString('base64') };
};
