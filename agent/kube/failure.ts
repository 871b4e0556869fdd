// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type ErrorCode, Failure, type FailureOptions } from '../../core/errors.ts';

/** What an API server refused, or that it did not answer. */
export class KubeFailure extends Failure {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Kubernetes' own word, such as `Conflict` or `Expired`; empty where there is none. */
  readonly reason: string;
  /** After how many milliseconds the server wants to be asked again, if it says so. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: FailureOptions & Answered) {
    super(code, message, options);
    this.status = options.status;
    this.reason = options.reason ?? '';
    this.retryAfter = options.retryAfter;
  }
}

interface Answered {
  status: number;
  reason?: string;
  retryAfter?: number | undefined;
}

const status = z.object({
  message: z.string().default(''),
  reason: z.string().default(''),
  details: z
    .object({
      causes: z
        .array(z.object({ field: z.string().default(''), message: z.string().default('') }))
        .nullish(),
      retryAfterSeconds: z.number().nonnegative().nullish(),
    })
    .nullish(),
});

/** The failure that the API server's Status describes. */
export function refusal(httpStatus: number, body: string, asked: string): KubeFailure {
  const { message, reason, details } = status.catch(nothing).parse(json(body));
  const code = codeOf(httpStatus, reason);
  const next = nextOf(httpStatus);
  const seconds = details?.retryAfterSeconds;
  const faults = (details?.causes ?? []).map(({ field, message }) => ({
    fault: message,
    ...(field === '' ? {} : { place: field }),
  }));
  return new KubeFailure(code, message || `the cluster answered ${asked} with ${httpStatus}`, {
    status: httpStatus,
    reason,
    faults,
    ...(next === undefined ? {} : { next }),
    ...(seconds === undefined || seconds === null ? {} : { retryAfter: seconds * 1000 }),
  });
}

/** The failure of a connection to the API server that brought no answer. */
export function silence(server: string, cause: unknown): KubeFailure {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  const message = `the cluster at ${server} does not answer${code}`;
  return new KubeFailure('UNAVAILABLE', message, {
    status: 0,
    next: 'kubectl cluster-info',
    cause,
  });
}

const nothing = { message: '', reason: '' };

const byStatus: { [status: number]: ErrorCode } = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  410: 'ABORTED',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  504: 'DEADLINE_EXCEEDED',
};

const codeOf = (httpStatus: number, reason: string): ErrorCode =>
  reason === 'AlreadyExists' ? 'ALREADY_EXISTS' : (byStatus[httpStatus] ?? 'UNAVAILABLE');

function nextOf(httpStatus: number): string | undefined {
  if (httpStatus === 401) return 'kubectl auth whoami';
  if (httpStatus === 403) return 'kubectl auth can-i --list';
  return undefined;
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
