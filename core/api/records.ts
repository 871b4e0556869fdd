// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { digest } from '../digest.ts';
import { uidp } from '../iam/uidp.ts';
import { cluster, remoteId } from './clusters.ts';
import { endpoint } from './endpoint.ts';
import { listOf, moment, page } from './list.ts';

const text = z.string().max(1024);
/** The name of an object of Kubernetes, of a policy, of a kind. */
const objectName = z.string().min(1).max(253);

/** An image in canonical form with its digest: registry, repository, `@sha256:…`. */
export const imageName = z
  .string()
  .max(1100)
  .regex(/^[^@\s]+\/[^@\s]+@sha256:[0-9a-f]{64}$/, 'is not registry/repository@sha256:…');

/** What one policy makes of an image. */
export const policyResult = z.object({
  name: objectName,
  mode: z.enum(['enforce', 'warn']),
  outcome: z.enum(['pass', 'fail']),
  /** Why it fails, in one word of `core/policy/verdict.ts`, and in a sentence. */
  reason: z.string().max(64).optional(),
  message: text.optional(),
  checkedAt: moment,
});

/** Who runs an image, and in which fields it stands. */
export const workload = z.object({
  kind: objectName,
  namespace: z.string().max(253),
  name: objectName,
  places: z.array(text).max(50),
});

/** A signature or attestation that verified. */
export const signature = z.object({
  /** Of an attestation; empty for a plain signature. */
  predicateType: text,
  issuer: text.optional(),
  subject: text.optional(),
  /** SHA-256 of the key, in hex. */
  keyId: z.string().max(128).optional(),
});

/** A bill of materials that lies beside an image. */
export const sbom = z.object({
  digest,
  mediaType: text,
  /** How many packages it names, by type. */
  packages: z.record(z.string().max(64), z.number().int().nonnegative()).optional(),
});

/** SHA-256, in hex. */
export const reader = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What an agent knows of one image of its cluster. Moments are those of the agent, none of them later than
 * when it was taken; what was never refreshed is absent.
 */
export const report = z.object({
  image: imageName,
  /** The nodes know it by an id of their own alone, which stands in place of the digest: it came from no registry. */
  local: z.literal(true).optional(),
  running: z.boolean(),
  firstSeen: moment,
  lastSeen: moment,
  refreshed: z.partialRecord(z.enum(['sig', 'sbom', 'att', 'policy']), moment),
  /** Whether a policy covers it. An image that none covers is flagged, but not as failing. */
  coverage: z.enum(['covered', 'uncovered']),
  outcome: z.enum(['pass', 'warn', 'deny']),
  /** Since when what the outcome stands on could not be read again, and why: what was known stands. */
  unread: z.object({ since: moment, why: text }).optional(),
  policies: z.array(policyResult).max(100),
  /** A glob that all but covers an image that no policy covers, and what would. */
  near: z.object({ policy: objectName, glob: text, instead: text }).optional(),
  workloads: z.array(workload).max(200),
  signatures: z.array(signature).max(100),
  sboms: z.array(sbom).max(20),
  /** Digests of the indexes that hold it. */
  parents: z.array(digest).max(20).optional(),
  /** Digests of the evidence that the verdict stands on. */
  evidence: z.array(digest).max(20),
  /** For each of these, by what of the cluster's it was read, as a hash that its agent alone can make. */
  readers: z.array(reader).max(20).optional(),
});
export type Report = z.output<typeof report>;

/** An image of a cluster: what its agent reported, and who vouches for the outcome. */
export const record = report.omit({ evidence: true, readers: true }).extend({
  id: uidp,
  group: uidp,
  cluster: cluster.pick({ id: true, name: true, remoteId: true }),
  /** Whether it runs and some policy denies it, or warns. */
  violation: z.boolean(),
  /** `control plane` where the outcome was computed again from the evidence. */
  by: z.enum(['agent', 'control plane']),
});
export type Record = z.output<typeof record>;

/** The tree behind an outcome: a `Verdict` of `core/policy/verdict.ts`. */
export const verdict = z.record(z.string(), z.json());

export const listRecords = endpoint({
  id: 'records.list',
  function: 'records',
  summary:
    'Lists the images of clusters. A page may hold fewer than asked, or none, where `image` or `activeSince` leave them out; `nextPageToken` says whether there are more.',
  method: 'GET',
  path: '/tenant/v1/records',
  request: z.strictObject({
    ...page,
    cluster: uidp.optional(),
    remoteId: remoteId.optional(),
    /** Of a group and all below it. */
    group: uidp.optional(),
    /** An RE2 expression that the image's name holds a match of. */
    image: z.string().min(1).max(512).optional(),
    /** Images that a policy of this name covers. */
    policy: objectName.optional(),
    /** `<kind>/<namespace>/<name>` */
    workload: z.string().max(600).optional(),
    /** Those alone that run and are denied or warned of. */
    violations: z.stringbool().optional(),
    /** Seen at or after this moment. */
    activeSince: moment.optional(),
  }),
  response: listOf(record),
  access: { kind: 'filtered', capability: 'records.list' },
});

export const describeRecord = endpoint({
  id: 'records.describe',
  function: 'records',
  summary: 'One image of a cluster, with the tree of its verdict.',
  method: 'GET',
  path: '/tenant/v1/records/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: record.extend({ verdict: verdict.optional(), evidence: z.array(digest) }),
  access: { kind: 'scoped', capabilities: ['records.list'], at: (request) => request.id },
});
