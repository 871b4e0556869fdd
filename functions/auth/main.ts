// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/auth.ts';
import { asFailure } from '../../core/errors.ts';
import { sendFailure } from '../http/answer.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { agentVerifier } from './agents.ts';
import { development } from './development.ts';
import { exchange } from './exchange.ts';
import { ok } from './ok.ts';
import { register } from './register.ts';
import { replaceKeys } from './replace-keys.ts';
import { upstreamVerification, upstreamVerifier } from './upstream.ts';

/**
 * The function `auth`: logs people in (as an OpenID Provider that leans on others), turns tokens of
 * other issuers into ours, redeems invites, registers clusters, says who one is.
 */
export function authFunction(service: Service): Listener {
  const verified = upstreamVerification(service);
  const verify = upstreamVerifier(service, verified);
  const agents = agentVerifier(service, verified);
  const doors = door(service, [
    on(api.validate, ok),
    on(api.register, register(service, verify, agents)),
    on(api.exchange, exchange(verify, agents)),
    on(api.replaceKeys, replaceKeys(agents)),
  ]);
  let provider: Promise<Listener> | undefined;

  const answer: Listener = async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path.startsWith('/auth/v1/') || path === '/sts/exchange') return doors(request, response);
    if (path.startsWith('/dev/')) return development(service, request, response);
    // The provider costs half a second to load, so the other paths do without it.
    provider ??= import('./provider.ts').then(({ providerListener }) => providerListener(service));
    const listener = await provider;
    return listener(request, response);
  };
  return (request, response) =>
    answer(request, response).catch((error: unknown) => {
      const failure = asFailure(error);
      const severity = failure.code === 'INTERNAL' ? 'ERROR' : 'INFO';
      service.log({ severity, code: failure.code, function: 'auth' });
      sendFailure(response, failure);
    });
}
