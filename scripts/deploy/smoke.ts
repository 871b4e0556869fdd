// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { targets } from '../chainctl/targets.ts';

const described = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keys = z.object({ keys: z.array(z.object({ alg: z.literal('ES256') })).min(1) });

/** How often and how patiently a platform that does not answer yet is asked again, in milliseconds. */
export interface Patience {
  pause: number;
  tries: number;
}

/** A managed certificate takes up to an hour, counted from when the domain points here. */
const patient: Patience = { pause: 30_000, tries: 120 };

/**
 * Tries what everything else stands on: the provider describes itself under the URL and publishes a
 * key, a stranger is refused, the console shows itself, chainctl can be downloaded and is the one in the checksums' list.
 * @throws Failure UNAVAILABLE with what does not hold
 */
export async function smokeTest(
  url: string,
  address: string,
  { pause, tries }: Patience = patient,
): Promise<void> {
  for (let left = tries; ; left -= 1) {
    const fault = await wrong(url);
    if (fault === undefined) return;
    if (left === tries)
      console.log(`${fault}; the A record of ${new URL(url).host} is ${address}?`);
    if (left <= 1) {
      throw new Failure('UNAVAILABLE', fault, {
        place: url,
        next: `dig +short ${new URL(url).hostname} (expected ${address}), then the same command again`,
      });
    }
    await sleep(pause);
  }
}

/** The first thing that does not hold at the platform. */
async function wrong(url: string): Promise<string | undefined> {
  try {
    const about = described.safeParse(await json(`${url}/.well-known/openid-configuration`));
    if (about.data?.issuer !== url) return `${url} does not describe itself as the issuer ${url}`;
    if (!keys.safeParse(await json(about.data.jwks_uri)).success)
      return 'no ES256 key is published';
    const { status } = await fetch(`${url}/iam/v1/groups`);
    if (status !== 401) return `a stranger who lists groups is answered ${status}, not 401`;
    const page = await fetch(`${url}/clusters`, { headers: { accept: 'text/html' } });
    if (!(await page.text()).includes('<div id="console">'))
      return `${url}/clusters shows no console`;
    if (!page.headers.get('content-security-policy')) return 'the console has no security policy';
    const sums = await (await fetch(`${url}/downloads/checksums.txt`)).text();
    const lacking = targets.filter(({ file }) => !sums.includes(`  ${file}\n`));
    if (lacking.length > 0)
      return `checksums.txt lacks ${lacking.map(({ file }) => file).join(', ')}`;
    const heads = await Promise.all(
      targets.map(async ({ file }) => ({
        file,
        ok: (await fetch(`${url}/downloads/${file}`, { method: 'HEAD' })).ok,
      })),
    );
    const gone = heads.find(({ ok }) => !ok);
    return gone && `${gone.file} cannot be downloaded`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `${url} does not answer (${cause instanceof Error ? cause.message : 'no reason given'})`;
  }
}

const json = async (url: string): Promise<unknown> => (await fetch(url)).json();
