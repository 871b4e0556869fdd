// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { asFailure, Failure } from '../core/errors.ts';
import type { Consumer } from '../ports/topics/port.ts';
import { largestPush, unwrapped } from '../ports/topics/push.ts';
import type { Admit } from './gcp/caller.ts';
import { sendFailure } from './http/answer.ts';
import { readBody } from './http/body.ts';
import type { Listener } from './http.ts';
import type { Service } from './service.ts';

/**
 * A function that another service of the cloud calls: it answers 204 when it has done its work, and
 * anything else when it must be called again. What it throws stays in the log.
 */
export function triggered(
  { log }: Pick<Service, 'log'>,
  admit: Admit,
  act: (request: IncomingMessage, entry: Record<string, unknown>) => Promise<void>,
): Listener {
  return async (request, response) => {
    const entry: Record<string, unknown> = {};
    try {
      if (request.method !== 'POST') {
        throw new Failure('NOT_FOUND', 'this takes POST alone', {
          place: 'method',
          next: 'the same request with POST',
        });
      }
      await admit(request.headers.authorization);
      await act(request, entry);
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

/**
 * A function that Pub/Sub pushes messages to. What the consumer throws at, Pub/Sub sends again, then
 * gives to the dead letters.
 */
export const pushed = (service: Pick<Service, 'log'>, admit: Admit, consume: Consumer): Listener =>
  triggered(service, admit, async (request, entry) => {
    const message = unwrapped(await readBody(request, largestPush));
    entry['message'] = message.id;
    await consume(message).catch((cause: unknown) => {
      throw new Failure('UNAVAILABLE', 'the message was not acted on; it comes again', {
        place: message.id,
        next: "gcloud logging read 'severity>=ERROR'",
        cause,
      });
    });
  });
