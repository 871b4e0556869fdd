// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http';

/** The page at `/` where no console was built: where someone is who opened the address in a browser. */
export function welcome(url: string, response: ServerResponse): void {
  const body = page(url);
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

const page = (url: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Enforce</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
  pre { overflow-x: auto; padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; }
</style>
<main>
<h1>Enforce runs here</h1>
<p>This is the control plane at <code>${url}</code>.</p>
<p>The contract of the API is at <a href="/openapi.json">/openapi.json</a>.</p>
</main>
</html>
`;
