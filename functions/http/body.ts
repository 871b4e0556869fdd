// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { Failure } from '../../core/errors.ts';

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

/** The JSON in the bytes. @throws Failure INVALID_ARGUMENT with the position of the fault */
export function parseJson(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0) return {};
  if (!/^application\/json\b/i.test(contentType ?? '')) {
    throw new Failure('INVALID_ARGUMENT', 'the body must be application/json', {
      place: 'Content-Type',
    });
  }
  const text = utf8(bytes);
  try {
    const value: unknown = JSON.parse(text);
    if (depth(value) > deepest) throw new SyntaxError(`nested deeper than ${deepest} levels`);
    return value;
  } catch (cause) {
    const { line, column } = position(text, cause);
    throw new Failure('INVALID_ARGUMENT', `the body is not JSON: line ${line}, column ${column}`, {
      place: 'body',
      faults: [{ fault: 'is not JSON', line, column }],
      cause,
    });
  }
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure('INVALID_ARGUMENT', 'the body is not UTF-8', { place: 'body', cause });
  }
}

/** V8 says where it stopped; what it quotes of the text is left out. */
function position(text: string, cause: unknown): { line: number; column: number } {
  const found = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
  const before = text.slice(0, found === undefined ? text.length : Number(found)).split('\n');
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

const tooLarge = (limit: number): Failure =>
  new Failure('INVALID_ARGUMENT', `the body is larger than ${limit} bytes`, { place: 'body' });

const slow = (): Failure => new Failure('DEADLINE_EXCEEDED', 'the body did not arrive in time');
