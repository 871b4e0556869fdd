// SPDX-License-Identifier: Apache-2.0
import type { KoaContextWithOIDC } from 'oidc-provider';
import { escapeHtml, page, pageHeaders } from './page.ts';

/** The pages of the device flow (RFC 8628 §3.3): enter the code, compare it, done. */
export const devicePages = {
  charset: 'base-20' as const,
  mask: '****-****',
  userCodeInputSource: (
    context: KoaContextWithOIDC,
    form: string,
    _out?: unknown,
    error?: Error,
  ): void => {
    const hint =
      error === undefined
        ? 'Enter the code that chainctl shows.'
        : 'That code does not count. Enter it again.';
    const button = '<button type="submit" form="op.deviceInputForm">Continue</button>';
    show(context, 'Log in on another device', `<p>${hint}</p>${form}${button}`);
  },
  userCodeConfirmSource: (
    context: KoaContextWithOIDC,
    form: string,
    _client: unknown,
    _device: unknown,
    code: string,
  ): void => {
    const buttons = `<button type="submit" form="op.deviceConfirmForm">Yes, log chainctl in</button>
<button class="quiet" type="submit" form="op.deviceConfirmForm" name="abort" value="yes">No</button>`;
    const text = `<p>Does chainctl show this code?</p><p><code>${escapeHtml(code)}</code></p>
<p>If you did not start a login yourself, say no.</p>`;
    show(context, 'Is this your login?', `${text}${form}${buttons}`);
  },
  successSource: (context: KoaContextWithOIDC): void => {
    show(context, 'Logged in', '<p>Go back to your terminal; this page can be closed.</p>');
  },
};

function show(context: KoaContextWithOIDC, heading: string, content: string): void {
  for (const [name, value] of Object.entries(pageHeaders)) context.set(name, value);
  context.body = page(heading, content);
}
