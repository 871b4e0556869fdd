// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../core/errors.ts';
import type { Blobs } from '../../ports/blobs/port.ts';

/** Sends a file of the public bucket as Cloud Storage does: no token, HEAD and GET. */
export async function download(
  blobs: Blobs,
  method: string,
  name: string,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') throw missing(name);
  const found = await blobs.read(`downloads/${name}`).catch(() => undefined);
  if (found === undefined) throw missing(name);
  response.writeHead(200, {
    'content-type': found.info.contentType,
    'content-length': found.info.size,
    'x-content-type-options': 'nosniff',
    'content-disposition': 'attachment',
    etag: `"${found.info.generation}"`,
  });
  if (method === 'GET') await pipeline(found.bytes, response);
  else response.end();
}

const missing = (name: string): Failure =>
  new Failure('NOT_FOUND', `there is no download ${JSON.stringify(name.slice(0, 100))}`, {
    next: 'GET /openapi.json',
  });
