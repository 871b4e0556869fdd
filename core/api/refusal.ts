// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { codes, type ErrorCode, Failure } from '../errors.ts';

const status = z.object({
  message: z.string(),
  details: z
    .array(
      z.object({
        reason: z.string(),
        place: z.string().exactOptional(),
        next: z.string().exactOptional(),
        faults: z
          .array(
            z.object({
              fault: z.string(),
              place: z.string().exactOptional(),
              line: z.number().exactOptional(),
              column: z.number().exactOptional(),
            }),
          )
          .exactOptional(),
      }),
    )
    .default([]),
});

/** The failure that a server described in an answer that is no success, or one made of the status alone. */
export function refusal(httpStatus: number, body: unknown, api: string): Failure {
  const parsed = status.safeParse(body);
  const detail = parsed.data?.details[0];
  if (parsed.success && detail !== undefined && isCode(detail.reason)) {
    const { reason, ...options } = detail;
    return new Failure(reason, parsed.data.message, options);
  }
  const entries = Object.entries(codes) as [ErrorCode, { status: number }][];
  const code = entries.find((entry) => entry[1].status === httpStatus)?.[0] ?? 'UNAVAILABLE';
  return new Failure(code, `${api} answered with status ${httpStatus}`);
}

const isCode = (text: string): text is ErrorCode => Object.hasOwn(codes, text);
