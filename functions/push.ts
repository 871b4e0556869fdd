// SPDX-License-Identifier: Apache-2.0
import { asFailure, Failure } from '../core/errors.ts';
import type { Consumer } from '../ports/topics/port.ts';
import { largestPush, type PushOptions, pushedMessages } from '../ports/topics/push.ts';
import { sendFailure } from './http/answer.ts';
import { readBody } from './http/body.ts';
import type { Listener } from './http.ts';
import type { Service } from './service.ts';

/**
 * A function that Pub/Sub pushes messages to. It answers 204 when the message was acted on, and
 * anything else when it must come again: Pub/Sub tries again, then gives it to the dead letters.
 */
export function pushed(
  { log }: Pick<Service, 'log'>,
  options: PushOptions,
  consume: Consumer,
): Listener {
  const receive = pushedMessages(options);
  return async (request, response) => {
    const entry: Record<string, unknown> = {};
    try {
      const { authorization } = request.headers;
      const message = await receive(authorization, await readBody(request, largestPush));
      entry['message'] = message.id;
      await consume(message).catch(again);
      response.writeHead(204).end();
    } catch (error) {
      const failure = asFailure(error);
      entry['code'] = failure.code;
      sendFailure(response, failure);
    } finally {
      const status = response.statusCode;
      log({ severity: status < 400 ? 'INFO' : 'ERROR', status, ...entry });
    }
  };
}

/** Whatever a consumer throws means: not now. */
const again = (cause: unknown): never => {
  throw new Failure('UNAVAILABLE', 'the message was not acted on; it comes again', { cause });
};
