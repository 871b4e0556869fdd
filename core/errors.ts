// SPDX-License-Identifier: Apache-2.0

/**
 * Every way in which Enforce says no: the HTTP status and the canonical gRPC code number
 * (google.rpc.Code) under which each is answered.
 */
export const codes = {
  INVALID_ARGUMENT: { status: 400, number: 3 },
  FAILED_PRECONDITION: { status: 400, number: 9 },
  UNAUTHENTICATED: { status: 401, number: 16 },
  PERMISSION_DENIED: { status: 403, number: 7 },
  NOT_FOUND: { status: 404, number: 5 },
  ALREADY_EXISTS: { status: 409, number: 6 },
  ABORTED: { status: 409, number: 10 },
  RESOURCE_EXHAUSTED: { status: 429, number: 8 },
  INTERNAL: { status: 500, number: 13 },
  UNIMPLEMENTED: { status: 501, number: 12 },
  UNAVAILABLE: { status: 503, number: 14 },
  DEADLINE_EXCEEDED: { status: 504, number: 4 },
} as const;

export type ErrorCode = keyof typeof codes;

/** One thing that is wrong, and where: a field path, a flag, or a line of a file. */
export interface Fault {
  /** A sentence without a full stop. */
  fault: string;
  /** The path of the field, e.g. `spec.images[0].glob`. */
  place?: string;
  /** 1-based line and column in the text that was given, where there is one. */
  line?: number;
  column?: number;
}

export interface FailureOptions {
  /** What the reader would look at: a field, a flag, a file. */
  place?: string;
  /** The next command to type. */
  next?: string;
  /** Everything that is wrong, where there is more to say than the sentence. */
  faults?: Fault[];
  /** What happened underneath; kept for the log, never sent. */
  cause?: unknown;
}

/**
 * The only error that crosses a room's border. `message` is one sentence for the reader; nothing in
 * it is secret. Anything else that is thrown is a defect and answered as INTERNAL without its text.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ErrorCode;
  readonly place: string | undefined;
  readonly next: string | undefined;
  readonly faults: Fault[];

  constructor(code: ErrorCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.place = options.place;
    this.next = options.next;
    this.faults = options.faults ?? [];
  }
}

/** The form in which a failure travels: google.rpc.Status in JSON, with one detail. */
export interface Status {
  code: number;
  message: string;
  details: { reason: ErrorCode; place?: string; next?: string; faults?: Fault[] }[];
}

/** What is sent for a failure. */
export function toStatus(failure: Failure): Status {
  const { code, message, place, next, faults } = failure;
  return {
    code: codes[code].number,
    message,
    details: [
      {
        reason: code,
        ...(place === undefined ? {} : { place }),
        ...(next === undefined ? {} : { next }),
        ...(faults.length === 0 ? {} : { faults }),
      },
    ],
  };
}

/** The failure itself, or INTERNAL with the original as its cause. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('INTERNAL', 'something went wrong on our side', {
    next: 'the same request again; if it stays so, tell whoever runs this home',
    cause: error,
  });
}
