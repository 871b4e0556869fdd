// SPDX-License-Identifier: Apache-2.0
import type { KoaContextWithOIDC } from 'oidc-provider';
import * as z from 'zod';
import { escapeHtml, page, pageHeaders } from './page.ts';

/** The pages of the device flow (RFC 8628 §3.3): enter the code, compare it, done. */
export const devicePages = {
  charset: 'base-20' as const,
  mask: '****-****',
  userCodeInputSource: (
    context: KoaContextWithOIDC,
    _form: string,
    _out?: unknown,
    error?: Error,
  ): void => {
    const hint = error === undefined ? 'Enter the code that chainctl shows.' : whyAgain(error);
    const value = z.string().catch('').parse(context.state['userCode']).slice(0, 20);
    const form = `<form method="post" action="/activate">${secret(context)}
<label for="user_code">Code</label>
<input id="user_code" name="user_code" type="text" value="${escapeHtml(value)}" placeholder="XXXX-XXXX"
  autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus>
<button type="submit">Continue</button>
</form>`;
    show(context, 'Log in on another device', `<p role="status">${hint}</p>${form}`);
  },
  userCodeConfirmSource: (
    context: KoaContextWithOIDC,
    _form: string,
    _client: unknown,
    _device: unknown,
    code: string,
  ): void => {
    const form = `<form method="post" action="/activate">${secret(context)}
<input type="hidden" name="user_code" value="${escapeHtml(code)}">
<button type="submit" name="confirm" value="yes">Yes, go on to log in</button>
<button class="quiet" type="submit" name="abort" value="yes">No</button>
</form>`;
    const text = `<p>Does chainctl show this code?</p><p><code>${escapeHtml(code)}</code></p>
<p>If you did not start a login yourself, say no.</p>`;
    show(context, 'Is this your login?', `${text}${form}`);
  },
  successSource: (context: KoaContextWithOIDC): void => {
    show(context, 'Logged in', '<p>Go back to your terminal; this page can be closed.</p>');
  },
};

function whyAgain(error: Error): string {
  return error.name === 'AbortedError'
    ? 'That login was stopped. This page can be closed.'
    : 'That code does not count: it is mistyped, used or over. Enter it again, or run <b>chainctl auth login --headless</b> for a new one.';
}

/** What ties a form to the browser that it was shown in. */
const secret = (context: KoaContextWithOIDC): string =>
  `<input type="hidden" name="xsrf" value="${escapeHtml(String(context.oidc.session?.state?.['secret'] ?? ''))}">`;

function show(context: KoaContextWithOIDC, heading: string, content: string): void {
  for (const [name, value] of Object.entries(pageHeaders)) context.set(name, value);
  context.body = page(heading, content);
}
