// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { welcome } from './welcome.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** What pages of the console may do: run and show what comes from here, and talk to the API here. */
export const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

interface File {
  type: string;
  etag: string;
  plain: Buffer;
  /** Compressed at the first asking, once: most visitors never ask for most pages. */
  packed: Map<Encoding, Promise<Buffer>>;
}

const encoders = {
  br: promisify<Buffer, Buffer>(brotliCompress),
  gzip: promisify<Buffer, Buffer>(gzip),
};
type Encoding = keyof typeof encoders;

/**
 * Serves the console from the folder it was built into, as hosting does in a cloud: files by their
 * name, the page itself at any other path that a browser navigates to. Gives false where the path is
 * neither, and sends the welcome at `/` where no console was built.
 */
export function consolePages(url: string, folder: Promise<string | undefined> | undefined) {
  // Read as soon as it is built: a later build, of other sources, takes the folder away.
  const files = Promise.resolve(folder).then((built) =>
    built === undefined ? new Map<string, File>() : read(built),
  );
  files.catch(() => undefined);

  return async (
    request: IncomingMessage,
    path: string,
    response: ServerResponse,
  ): Promise<boolean> => {
    const found = await files;
    const named = found.get(path.slice(1));
    const navigates = request.headers['sec-fetch-mode'] === 'navigate' || accepts(request, 'html');
    const file = named ?? (navigates ? found.get('index.html') : undefined);
    if (file !== undefined) {
      await send(request, response, file, path.startsWith('/assets/'));
      return true;
    }
    if (path !== '/') return false;
    welcome(url, response);
    return true;
  };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: File,
  lasting: boolean,
): Promise<void> {
  const encodings = String(request.headers['accept-encoding'] ?? '');
  const encoding = (['br', 'gzip'] as const).find((each) => encodings.includes(each));
  const headers = {
    'content-type': file.type,
    'content-security-policy': consolePolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    // Names of assets change with their content; the page is asked for again each time.
    'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    etag: file.etag,
  };
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const bytes = encoding === undefined ? file.plain : await packed(file, encoding);
  response.writeHead(200, {
    ...headers,
    'content-length': bytes.length,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function packed(file: File, encoding: Encoding): Promise<Buffer> {
  const known = file.packed.get(encoding) ?? encoders[encoding](file.plain);
  file.packed.set(encoding, known);
  return known;
}

const accepts = (request: IncomingMessage, kind: string): boolean =>
  String(request.headers.accept ?? '').includes(`text/${kind}`);

/** All files of a folder by their path in it. */
async function read(folder: string): Promise<Map<string, File>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<[string, File]> => {
        const path = join(entry.parentPath, entry.name);
        const plain = await readFile(path);
        const etag = `"${createHash('sha256').update(plain).digest('base64url')}"`;
        const type = types[extname(path)] ?? 'application/octet-stream';
        const name = relative(folder, path).replaceAll(sep, '/');
        return [name, { type, etag, plain, packed: new Map() }];
      }),
  );
  return new Map(files);
}
