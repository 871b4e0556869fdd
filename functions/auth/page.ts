// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Text as it may stand in HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 30%, transparent); }
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; }
  main { width: min(24rem, calc(100vw - 3rem)); padding: 2rem; border: 1px solid var(--line); border-radius: 12px; }
  h1 { font-size: 1.4rem; margin: 0 0 1rem; }
  label { display: block; margin: 1rem 0 .3rem; }
  input[type=email], input[type=text] { width: 100%; box-sizing: border-box; font: inherit; padding: .6rem; border: 1px solid var(--line); border-radius: 6px; }
  button, a.button { display: block; width: 100%; box-sizing: border-box; margin-top: 1rem; padding: .6rem; font: inherit; text-align: center; text-decoration: none; color: #fff; background: #1f4fd8; border: 0; border-radius: 6px; cursor: pointer; }
  button.quiet { color: inherit; background: none; border: 1px solid var(--line); }
  code { font-size: 1.6rem; letter-spacing: .1em; }
`;

/**
 * What these pages may do: nothing but show themselves and send forms here. A form's answer leads
 * on to the loopback port of chainctl, which browsers hold against form-action too.
 */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self' http://127.0.0.1:*",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  // Not no-referrer: with that, browsers send forms with an Origin of null.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Sends a page. */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...pageHeaders, 'content-length': Buffer.byteLength(html) });
  response.end(html);
}

/** A page with a heading; `content` is HTML. */
export const page = (heading: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(heading)} · Enforce</title>
<style>${style}</style>
</head>
<body><main>
<h1>${escapeHtml(heading)}</h1>
${content}
</main></body>
</html>
`;
