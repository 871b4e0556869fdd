// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { ClusterPki } from './pki.ts';

/** The administrator's door to an API server. */
export interface Api {
  url: string;
  /** Sends JSON and resolves to status and body; rejects only when there is no answer. */
  call: (method: string, path: string, body?: object) => Promise<{ status: number; body: string }>;
  /** Hands over each line of an answer that does not end; resolves when it ends after all. */
  follow: (path: string, line: (text: string) => void) => Promise<void>;
  close: () => void;
}

export function openApi(url: string, pki: ClusterPki): Api {
  const agent = new Agent({
    keepAlive: true,
    ca: readFileSync(pki.authority.certificate),
    cert: readFileSync(pki.admin.certificate),
    key: readFileSync(pki.admin.key),
  });
  const send = (method: string, path: string, body?: object): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const headers = body === undefined ? {} : { 'content-type': type };
      const sent = request(url + path, { method, agent, headers }, resolve);
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    url,
    call: async (method, path, body) => {
      const answer = await send(method, path, body);
      return { status: answer.statusCode ?? 0, body: await text(answer) };
    },
    follow: async (path, line) => {
      const answer = await send('GET', path);
      for await (const one of createInterface({ input: answer })) line(one);
    },
    close: () => agent.destroy(),
  };
}
