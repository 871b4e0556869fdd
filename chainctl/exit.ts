// SPDX-License-Identifier: Apache-2.0
import type { ErrorCode } from '../core/errors.ts';

/** What the process ends with. */
export const exits = {
  done: 0,
  /** Refused, or it failed; the sentence says why. */
  failed: 1,
  /** The command line is not one that we know. */
  usage: 2,
  /** Nobody is logged in, or the login has ended. */
  login: 3,
  /** The platform did not answer. */
  unreachable: 4,
} as const;

/** The exit code of each way to fail. */
export const exitOf: Record<ErrorCode, number> = {
  INVALID_ARGUMENT: exits.failed,
  FAILED_PRECONDITION: exits.failed,
  UNAUTHENTICATED: exits.login,
  PERMISSION_DENIED: exits.failed,
  NOT_FOUND: exits.failed,
  ALREADY_EXISTS: exits.failed,
  ABORTED: exits.failed,
  RESOURCE_EXHAUSTED: exits.failed,
  INTERNAL: exits.failed,
  UNIMPLEMENTED: exits.failed,
  UNAVAILABLE: exits.unreachable,
  DEADLINE_EXCEEDED: exits.unreachable,
};

/** The exit codes as help texts and the reference have them. */
export const exitTexts: [code: number, meaning: string][] = [
  [exits.done, 'done'],
  [exits.failed, 'refused, or it failed: the sentence on standard error says why'],
  [exits.usage, 'there is no such command line'],
  [exits.login, 'nobody is logged in, or the login has ended'],
  [exits.unreachable, 'the platform does not answer'],
  [130, 'stopped with Ctrl-C'],
];
