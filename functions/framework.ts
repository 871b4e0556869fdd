// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { http } from '@google-cloud/functions-framework';
import { asFailure } from '../core/errors.ts';
import { leaveGracefully } from './gcp/leave.ts';
import type { Log } from './gcp/log.ts';
import { leaveUnparsed, restoreType } from './gcp/unparsed.ts';
import { sendFailure, sendJson } from './http/answer.ts';
import type { Listener } from './http.ts';

/** One function as it is deployed. */
export interface Deployment {
  name: string;
  log: Log;
  /** Makes what answers; called when the first request comes, and again after it failed. */
  make: () => Promise<Listener>;
  /** Called when the instance is to end, before what is underway is waited for. */
  leave: () => void;
  /** Lets go of what the function holds, when the instance ends. */
  close: () => Promise<void>;
}

/**
 * Registers the function with functions-framework under its name. It opens nothing before the first
 * request; `/health` answers without opening anything; SIGTERM lets it finish what it has begun.
 */
export function serve({ name, log, make, leave, close }: Deployment): void {
  let made: Promise<Listener> | undefined;
  const listener = (): Promise<Listener> => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  const answer: Listener = async (request, response) => {
    if (request.url === '/health') return sendJson(response, 200, { ok: true });
    restoreType(request);
    try {
      await (await listener())(request, response);
    } catch (error) {
      const failure = asFailure(error);
      const cause = failure.cause instanceof Error ? failure.cause.name : undefined;
      log.write({ severity: 'ERROR', code: failure.code, error: failure.message, cause });
      sendFailure(response, failure);
    }
  };
  const underway = leaveGracefully(leave, close);
  leaveUnparsed();
  http(name, (request, response) => {
    const gone = once(response, 'close').catch(() => undefined);
    return underway(log.during(request, () => answer(request, response)).then(() => gone));
  });
}
