// SPDX-License-Identifier: Apache-2.0
import { Provider } from 'oidc-provider';
import { codes } from '../../core/errors.ts';
import { type Listener, origin } from '../http.ts';
import type { Service } from '../service.ts';
import { attempts } from './attempts.ts';
import { configuration } from './configuration.ts';
import { interactions } from './interaction.ts';
import { page, sendPage } from './page.ts';

/** Serves the OpenID Provider and its pages, with whatever keys are published at the time. */
export function providerListener(service: Service): Listener {
  const issuer = new URL(service.issuer);
  const mayTry = attempts(service.clock);
  let current: { kids: string; made: ReturnType<typeof compose> } | undefined;

  return async (request, response) => {
    const published = await service.keys.published();
    const kids = published.map(({ kid }) => kid).join();
    if (current?.kids !== kids) current = { kids, made: compose(service, published) };
    const { callback, login } = current.made;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path.startsWith('/login/')) return login(request, response);
    if (path === '/activate' && request.method === 'POST') {
      if (!mayTry(origin(service, request).address)) {
        const html = page('Too many codes', '<p>Wait a minute, then enter the code again.</p>');
        return sendPage(response, codes.RESOURCE_EXHAUSTED.status, html);
      }
    }
    // Every URL comes from configuration, none from what a client says it reached.
    request.headers.host = issuer.host;
    request.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
    delete request.headers['x-forwarded-host'];
    await callback(request, response);
  };
}

function compose(service: Service, published: Awaited<ReturnType<Service['keys']['published']>>) {
  const provider = new Provider(service.issuer, configuration(service, published));
  provider.proxy = true;
  provider.on('server_error', (_context, error) => {
    service.log({ severity: 'ERROR', function: 'auth', error: `${error.name}: ${error.message}` });
  });
  provider.use(async (context, next) => {
    const { headers } = context.req;
    // Nobody stays logged in here: whoever logs in is asked who they are, in a shared browser too.
    // Only the device flow's forms need the session that they were shown in.
    if (context.method === 'GET' && headers.cookie !== undefined) {
      headers.cookie = withoutSession(headers.cookie);
    }
    if (context.path === '/activate' && context.method === 'GET') {
      // The provider would send this code on by a script; ours is a form to look at.
      context.state['userCode'] = context.query['user_code'];
      context.querystring = '';
    }
    await next();
  });
  return { callback: provider.callback(), login: interactions(service, provider) };
}

const withoutSession = (cookies: string): string =>
  cookies
    .split(/;\s*/)
    .filter((pair) => !pair.startsWith('_session'))
    .join('; ');
