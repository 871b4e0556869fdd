// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { refusal, silence } from './failure.ts';
import { type KubeObject, kubeObject } from './object.ts';

/** What happened to an object; a bookmark only says how far the watch has come. */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: KubeObject;
}

const event = z.union([
  z.object({
    type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']),
    object: kubeObject,
  }),
  z.object({
    type: z.literal('ERROR'),
    object: z.looseObject({ code: z.number().default(500) }),
  }),
]);

/** The events of a watch's answer, until it ends. @throws KubeFailure for an event that is an error */
export async function* eventsOf(
  chunks: AsyncIterable<Buffer>,
  server: string,
): AsyncGenerator<WatchEvent> {
  for await (const line of linesOf(chunks, server)) {
    const parsed = event.parse(JSON.parse(line));
    if (parsed.type !== 'ERROR') yield parsed;
    else throw refusal(parsed.object.code, JSON.stringify(parsed.object), 'a watch');
  }
}

/** Lines as JSON has them: ended by a line feed and nothing else. */
async function* linesOf(chunks: AsyncIterable<Buffer>, server: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  try {
    for await (const chunk of chunks) {
      let from = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8');
        rest = [];
        from = end + 1;
      }
      rest.push(chunk.subarray(from));
    }
  } catch (cause) {
    throw silence(server, cause);
  }
}
