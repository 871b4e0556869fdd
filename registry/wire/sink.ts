// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';
import { checkLiteral, hostOf, isLocal, type Reach } from './reach.ts';

/**
 * Refuses a URL that nothing is sent to for whoever named it: a service sends to public hosts over https
 * alone. What a name leads to is judged again where the connection is made (`openWire`).
 * @throws Failure INVALID_ARGUMENT
 */
export function checkSink(url: URL, reach: Reach): void {
  if (reach === 'public' && (url.protocol !== 'https:' || isLocal(url))) throw refused(url);
  try {
    checkLiteral(url, reach);
  } catch (cause) {
    throw refused(url, cause);
  }
}

const refused = (url: URL, cause?: unknown): Failure =>
  new Failure('INVALID_ARGUMENT', `${hostOf(url)} is not a public https host`, {
    place: 'sink',
    next: 'chainctl events subscriptions create https://HOST/PATH',
    cause,
  });
