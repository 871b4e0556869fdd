// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { asFailure, codes, Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { readBody } from '../http/body.ts';
import type { Listener } from '../http.ts';
import { demandLoopback } from '../local/loopback.ts';
import type { Service } from '../service.ts';
import { developer } from './development.ts';
import { again, federation } from './federation.ts';
import { escapeHtml, page, sendPage } from './page.ts';
import { remember } from './people.ts';

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * The pages of a login: `/login/<uid>` offers the providers, `/login/<uid>/development` takes an
 * e-mail, `/login/<uid>/with/<provider>` leaves for one, `/login/callback/<provider>` comes back, and
 * `/login/<uid>/done` goes on. All but the callback ask for the cookie of the login that they serve;
 * the callback asks for the one that `with` gave.
 */
export function interactions(service: Service, provider: Provider): Listener {
  const away = federation(service);

  const step = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', service.issuer);
    const [, , uid = '', action, name = ''] = url.pathname.split('/');
    if (uid === 'callback') {
      return redirect(response, await away.comeBack(request, url, action ?? ''));
    }
    const details = await own(provider, uid, request, response);
    if (action === undefined) return choose(details, response);
    if (action === 'with') return redirect(response, await away.leave(uid, name, response));
    if (action === 'done') return finish(await away.arrived(uid), request, response);
    if (action === 'development' && request.method === 'POST') {
      demandOwnForm(service, request);
      const form = new URLSearchParams((await readBody(request, 4096)).toString());
      const { id } = await remember(service, developer(service, form.get('email') ?? ''));
      return finish(id, request, response);
    }
    throw new Failure('NOT_FOUND', 'there is no such page', { place: 'path', ...again });
  };

  const choose = (details: Details, response: ServerResponse): void => {
    const [only, another] = service.loginProviders;
    const nothingElse = another === undefined && service.development === undefined;
    // After a form, browsers hold the whole way on against form-action: there, a link is clicked.
    const straight = only !== undefined && nothingElse && details.deviceCode === undefined;
    if (straight) redirect(response, `/login/${details.uid}/with/${only.id}`);
    else sendPage(response, 200, choices(service, details.uid));
  };

  // chainctl is ours: nobody is asked whether it may act for them, beyond having started it.
  const finish = (accountId: Uidp, request: IncomingMessage, response: ServerResponse) =>
    provider.interactionFinished(request, response, {
      login: { accountId, remember: false },
      consent: {},
    });

  return async (request, response) => {
    try {
      await step(request, response);
    } catch (error) {
      const failure = asFailure(error);
      const severity = failure.code === 'INTERNAL' ? 'ERROR' : 'INFO';
      service.log({ severity, function: 'auth', endpoint: 'login', code: failure.code });
      const said = `<p>${escapeHtml(failure.message)}</p>`;
      const next = `<p>Try: <b>${escapeHtml(failure.next ?? again.next)}</b></p>`;
      const html = page('That did not work', said + next);
      sendPage(response, codes[failure.code].status, html);
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
  if (details?.uid === uid && details.prompt.name === 'login') return details;
  throw new Failure(
    'FAILED_PRECONDITION',
    'this login has ended, or began in another browser',
    again,
  );
}

/** A form that our own page on this machine sent; what a browser says of its origin must be true. */
function demandOwnForm(service: Service, request: IncomingMessage): void {
  demandLoopback(request);
  const { origin, 'sec-fetch-site': site } = request.headers;
  const ownOrigin = origin === undefined || origin === new URL(service.issuer).origin;
  if (ownOrigin && (site === undefined || site === 'same-origin')) return;
  throw new Failure('PERMISSION_DENIED', 'this form was sent by another page', again);
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
