// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { asFailure, codes, Failure } from '../../core/errors.ts';
import { readBody } from '../http/body.ts';
import type { Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { developer } from './development.ts';
import { federation } from './federation.ts';
import { escapeHtml, page, sendPage } from './page.ts';
import { remember } from './people.ts';

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * The pages of a login: `/login/<uid>` offers the providers, `/login/<uid>/development` takes an
 * e-mail, `/login/<uid>/with/<provider>` leaves for one, `/login/callback/<provider>` comes back, and
 * `/login/<uid>/done` goes on. All but the callback ask for the cookie of the login that they serve.
 */
export function interactions(service: Service, provider: Provider): Listener {
  const away = federation(service);

  const step = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', service.issuer);
    const [, , uid = '', action, name = ''] = url.pathname.split('/');
    if (uid === 'callback') return redirect(response, await away.comeBack(url, action ?? ''));
    const details = await own(provider, uid, request, response);
    if (details.prompt.name === 'consent')
      return consent(service, provider, details, request, response);
    if (action === undefined) return sendPage(response, 200, choices(service, uid));
    if (action === 'with') return redirect(response, await away.leave(uid, name));
    if (action === 'done') return finish(await away.arrived(uid), request, response);
    if (action === 'development' && request.method === 'POST') {
      const form = new URLSearchParams((await readBody(request, 4096)).toString());
      const { id } = await remember(service, developer(service, form.get('email') ?? ''));
      return finish(id, request, response);
    }
    throw new Failure('NOT_FOUND', 'there is no such page');
  };
  const finish = (accountId: string, request: IncomingMessage, response: ServerResponse) =>
    provider.interactionFinished(request, response, { login: { accountId, remember: false } });

  return async (request, response) => {
    try {
      await step(request, response);
    } catch (error) {
      const { code, message } = asFailure(error);
      service.log({ severity: 'INFO', function: 'auth', endpoint: 'login', code });
      const again = '<p>Run <b>chainctl auth login</b> to begin again.</p>';
      sendPage(
        response,
        codes[code].status,
        page('That did not work', `<p>${escapeHtml(message)}</p>${again}`),
      );
    }
  };
}

/** The login that the request's cookie belongs to, if it is the one in the URL. */
async function own(
  provider: Provider,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Details> {
  const details = await provider.interactionDetails(request, response).catch(() => undefined);
  if (details !== undefined && details.uid === uid) return details;
  throw new Failure('FAILED_PRECONDITION', 'this login has ended, or began in another browser');
}

/** chainctl is ours: nobody is asked whether it may act for them, beyond having started it. */
async function consent(
  service: Service,
  provider: Provider,
  details: Details,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const accountId = details.session?.accountId;
  if (accountId === undefined) throw new Failure('FAILED_PRECONDITION', 'nobody is logged in');
  const grant = new provider.Grant({ accountId, clientId: String(details.params['client_id']) });
  grant.addOIDCScope('openid email offline_access');
  grant.addResourceScope(service.audience, 'api');
  const grantId = await grant.save();
  return provider.interactionFinished(
    request,
    response,
    { consent: { grantId } },
    { mergeWithLastSubmission: true },
  );
}

function choices(service: Service, uid: string): string {
  const buttons = service.loginProviders.map(
    ({ id, name }) =>
      `<a class="button" href="/login/${uid}/with/${id}">Log in with ${escapeHtml(name)}</a>`,
  );
  const own = `<form method="post" action="/login/${uid}/development">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="email" required autofocus>
<button type="submit">Log in</button>
<p>The development login: it believes any address, and exists on this machine only.</p>
</form>`;
  const all = [...buttons, ...(service.development === undefined ? [] : [own])];
  const none = '<p>No login provider is configured here (ENFORCE_LOGIN_PROVIDERS).</p>';
  return page('Log in to Enforce', all.length === 0 ? none : all.join('\n'));
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' });
  response.end();
}
