// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { digest } from '../digest.ts';
import { profile } from './clusters.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page } from './list.ts';
import { imageName, reader, report, verdict } from './records.ts';

/** The most reports in a batch: each may change four documents, and a transaction has its limit. */
export const largestBatch = 100;

/** The largest batch, in characters of JSON: a transaction takes 10 MiB with all that it adds. */
export const longestBatch = 4_000_000;

/** The largest verdict, in characters of JSON. */
const largestVerdict = 200_000;

/** The largest body that an agent sends, in bytes as it is sent; gzip is taken. */
const largest = 24 * 1024 * 1024;

/** Counts the batches of a cluster from 1; 0 is before the first. */
const sequence = z.number().int().nonnegative();
const version = z.string().min(1).max(64);

export const heartbeat = endpoint({
  id: 'ingest.heartbeat',
  function: 'ingest',
  summary:
    'Says that the agent lives, what it applied, and that images which run are as they were reported. Answers with the last batch that the service has: where it is another than the agent thinks, the agent sends everything again.',
  method: 'POST',
  path: '/agent/v1/heartbeat',
  request: z.strictObject({
    agentVersion: version,
    /** Of Kubernetes. */
    version,
    profiles: z.array(profile).min(1).max(2),
    applied: z
      .strictObject({
        revision: z.string().max(64),
        at: moment,
        failing: z
          .array(z.strictObject({ policy: z.string().max(253), message: z.string().max(1024) }))
          .max(100),
      })
      .optional(),
    sequence,
  }),
  body: '*',
  response: z.object({
    sequence,
    /** Seconds until the next heartbeat is expected. */
    next: z.number(),
  }),
  access: { kind: 'cluster' },
});

export const sendRecords = endpoint({
  id: 'ingest.records',
  function: 'ingest',
  summary:
    'Takes reports of images whose state changed. A batch that was taken before changes nothing; one that is not the next is refused. Batches with `whole` say everything that runs: after the one with `last`, what they did not name runs no more.',
  method: 'POST',
  path: '/agent/v1/records',
  request: z.strictObject({
    sequence: sequence.min(1),
    whole: z.boolean().default(false),
    last: z.boolean().default(false),
    records: z
      .array(
        report.extend({
          verdict: verdict
            .refine(
              (tree) => JSON.stringify(tree).length <= largestVerdict,
              `is longer than ${largestVerdict} characters`,
            )
            .optional(),
        }),
      )
      .max(largestBatch)
      .refine(
        (all) => JSON.stringify(all).length <= longestBatch,
        `are longer than ${longestBatch} characters`,
      ),
  }),
  body: '*',
  largest,
  response: z.object({ sequence }),
  access: { kind: 'cluster' },
});
export type Batch = z.output<typeof sendRecords.request>;

export const askEvidence = endpoint({
  id: 'ingest.missing',
  function: 'ingest',
  summary: 'Which of these pieces of evidence this cluster has not sent yet.',
  method: 'POST',
  path: '/agent/v1/evidence',
  request: z.strictObject({ digests: z.array(digest).max(200) }),
  body: '*',
  response: z.object({ missing: z.array(digest) }),
  access: { kind: 'cluster' },
});

export const putEvidence = endpoint({
  id: 'ingest.evidence',
  function: 'ingest',
  summary: 'Takes a piece of evidence, whose SHA-256 must be the digest.',
  method: 'PUT',
  path: '/agent/v1/evidence/{digest}',
  request: z.strictObject({ digest, content: z.base64() }),
  body: '*',
  largest,
  response: empty,
  access: { kind: 'cluster' },
});

export const listEvidence = endpoint({
  id: 'ingest.listEvidence',
  function: 'ingest',
  summary:
    'On which evidence the images of this cluster stand, as its agent reported: those that run, and those that were seen since. A page may hold fewer than asked, or none; `nextPageToken` says whether there are more.',
  method: 'GET',
  path: '/agent/v1/evidence',
  request: z.strictObject({
    ...page,
    /** Seen at or after this moment. */
    activeSince: moment.optional(),
  }),
  response: listOf(
    z.object({
      image: imageName,
      evidence: z.array(z.object({ digest, reader })).max(20),
      /** When it was read, at the earliest. */
      at: moment,
    }),
  ),
  access: { kind: 'cluster' },
});

export const readEvidence = endpoint({
  id: 'ingest.readEvidence',
  function: 'ingest',
  summary: 'A piece of evidence that this cluster sent before.',
  method: 'GET',
  path: '/agent/v1/evidence/{digest}',
  request: z.strictObject({ digest }),
  response: z.object({ digest, content: z.base64() }),
  access: { kind: 'cluster' },
});
