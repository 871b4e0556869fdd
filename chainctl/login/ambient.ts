// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Fetch } from '../../registry/wire/fetch.ts';
import type { App } from '../app.ts';

/** Whether a GitHub Actions job runs us that may ask for its own token (`id-token: write`). */
export const hasAmbient = (env: App['env']): boolean =>
  Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL'] && env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']);

/** The token of the GitHub Actions job that runs us, made for the audience. @throws Failure */
export async function ambientToken(
  env: App['env'],
  audience: string,
  fetch: Fetch,
): Promise<string> {
  const url = new URL(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
  url.searchParams.set('audience', audience);
  const authorization = `Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}`;
  try {
    const answer = await fetch(url, {
      headers: { authorization, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return z.object({ value: z.string() }).parse(await answer.json()).value;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('UNAVAILABLE', 'GitHub Actions gave no identity token', {
      place: 'ACTIONS_ID_TOKEN_REQUEST_URL',
      next: 'permissions: { id-token: write } in the workflow',
      cause,
    });
  }
}
