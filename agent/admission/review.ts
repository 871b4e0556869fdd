// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const version = z.object({ group: z.string(), version: z.string() });
const text = z
  .string()
  .nullish()
  .transform((found) => found ?? '');

const request = z.object({
  uid: z.string().min(1).max(256),
  kind: version.extend({ kind: z.string() }),
  resource: version.extend({ resource: z.string() }),
  subResource: text,
  name: text,
  namespace: text,
  operation: z.string(),
  userInfo: z.object({ username: text }).nullish(),
  object: z.unknown().optional(),
  oldObject: z.unknown().optional(),
  dryRun: z.boolean().nullish(),
});

/** What an API server asks: AdmissionReview of `admission.k8s.io/v1`. */
export type ReviewRequest = z.infer<typeof request>;

const review = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request,
});

/** Reads the body of a review. @throws Error for what is none */
export const readReview = (body: string): ReviewRequest => review.parse(JSON.parse(body)).request;

/** An answer to a review. */
export type Answer =
  | { allowed: true; warnings?: string[]; patch?: Operation[] }
  | { allowed: false; code: 400 | 429 | 500; message: string; warnings?: string[] };

/** One step of a JSON patch (RFC 6902). */
export interface Operation {
  op: 'replace';
  path: string;
  value: string;
}

const reasons = { 400: 'BadRequest', 429: 'TooManyRequests', 500: 'InternalError' } as const;

/** The answer as the API server reads it. */
export function written(uid: string, answer: Answer): object {
  const warned = answer.warnings?.length ? { warnings: answer.warnings } : {};
  const response = answer.allowed
    ? { allowed: true, ...patched(answer.patch ?? []) }
    : {
        allowed: false,
        status: {
          status: 'Failure',
          code: answer.code,
          reason: reasons[answer.code],
          message: answer.message,
        },
      };
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid, ...response, ...warned },
  };
}

function patched(operations: Operation[]): object {
  if (operations.length === 0) return {};
  const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
  return { patchType: 'JSONPatch', patch };
}
