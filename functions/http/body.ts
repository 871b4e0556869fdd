// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Failure, type FailureOptions } from '../../core/errors.ts';
import { faultOffset } from './json-fault.ts';

/** The largest body that is taken, in bytes. */
export const largestBody = 1_048_576;

/** How long a client may take to send its body, in milliseconds. */
const patience = 30_000;

/** The deepest nesting of JSON that is taken. */
const deepest = 64;

/**
 * The bytes of the body, at most `limit`. Behind functions-framework the body was read before us and
 * lies in `rawBody`. @throws Failure INVALID_ARGUMENT, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED
 */
export async function readBody(request: IncomingMessage, limit = largestBody): Promise<Buffer> {
  const raw: unknown = 'rawBody' in request ? request.rawBody : undefined;
  if (Buffer.isBuffer(raw)) return measured(raw, limit);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => request.destroy(slow()), patience);
  try {
    for await (const chunk of request) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(bytes);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

/**
 * The bytes as they were before gzip, at most `limit`; what is not compressed is left as it is. The
 * first bytes decide, since not every home lets the header through.
 * @throws Failure INVALID_ARGUMENT
 */
export async function unpacked(bytes: Buffer, limit: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return gunzipped(bytes, { maxOutputLength: limit }).catch((cause: unknown) => {
    const large =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw large ? tooLarge(limit) : refused('the body is no whole gzip', { cause });
  });
}
const gunzipped = promisify(gunzip);

/** The JSON in the bytes. @throws Failure INVALID_ARGUMENT with the position of the fault */
export function parseJson(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0) return {};
  if (!/^application\/json\b/i.test(contentType ?? '')) {
    throw refused('the body must be application/json', { place: 'Content-Type' });
  }
  const value = parsed(utf8(bytes));
  if (depth(value) > deepest) {
    throw refused(`the body is nested deeper than ${deepest} levels`);
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { line, column } = position(text);
    throw refused(`the body is not JSON: line ${line}, column ${column}`, {
      faults: [{ place: 'body', fault: 'is not JSON', line, column }],
      cause,
    });
  }
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refused('the body is not UTF-8', { cause });
  }
}

function position(text: string): { line: number; column: number } {
  const before = text.slice(0, faultOffset(text)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function depth(value: unknown): number {
  let level = 0;
  let layer: unknown[] = [value];
  while (layer.length > 0 && level <= deepest) {
    layer = layer.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
    level += 1;
  }
  return level;
}

function measured(raw: Buffer, limit: number): Buffer {
  if (raw.length > limit) throw tooLarge(limit);
  return raw;
}

const tooLarge = (limit: number): Failure => refused(`the body is larger than ${limit} bytes`);

const refused = (message: string, options: FailureOptions = {}): Failure =>
  new Failure('INVALID_ARGUMENT', message, {
    place: 'body',
    next: 'GET /openapi.json',
    ...options,
  });

const slow = (): Failure =>
  new Failure('DEADLINE_EXCEEDED', 'the body did not arrive in time', {
    place: 'body',
    next: 'the same request again',
  });
