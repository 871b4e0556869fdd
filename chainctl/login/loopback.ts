// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';

/** A port of this machine that waits for the browser to come back (RFC 8252 §7.3). */
export interface Loopback {
  redirectUri: string;
  /** The address that the browser came back with; whoever asks for anything else gets 404. */
  callback: Promise<{ url: URL; answer: (page: Page) => Promise<void> }>;
  close: () => void;
}

/** What the browser is shown at the end. */
export interface Page {
  ok: boolean;
  heading: string;
  text: string;
}

/** Listens on a free port of 127.0.0.1. */
export async function loopback(): Promise<Loopback> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  const callback = new Promise<{ url: URL; answer: (page: Page) => Promise<void> }>((resolve) => {
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', origin);
      if (request.method !== 'GET' || url.pathname !== '/callback') {
        response.writeHead(404).end();
        return;
      }
      const answer = (page: Page) =>
        new Promise<void>((sent) => {
          response.writeHead(page.ok ? 200 : 400, headers);
          response.end(html(page), () => sent());
        });
      resolve({ url, answer });
    });
  });
  return {
    redirectUri: `${origin}/callback`,
    callback,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  connection: 'close',
} as const;

const html = ({ heading, text }: Page): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} · chainctl</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; min-height: 100vh; margin: 0; display: grid; place-items: center; }
</style>
<main><h1>${heading}</h1><p>${text}</p></main>
</html>
`;
