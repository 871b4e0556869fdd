// SPDX-License-Identifier: Apache-2.0
import type { GoogleAuth, GoogleAuthOptions } from 'google-auth-library';
import * as z from 'zod';
import { NoKey } from './no-key.ts';

export interface GoogleKms {
  /** Who this process is to Google; as Google's client finds it out if absent. */
  auth?: GoogleAuthOptions;
  /** Where Cloud KMS answers. */
  endpoint?: string;
}

const scopes = ['https://www.googleapis.com/auth/cloudkms'];

/** How long one question may take, in milliseconds, and how many versions are looked at. */
const patience = 10_000;
const most = 1_000;

const form =
  /^gcpkms:\/\/(projects\/[a-z0-9][\w.:-]*\/locations\/[\w-]+\/keyRings\/[\w-]+\/cryptoKeys\/[\w-]+)(?:\/(?:cryptoKeyVersions|versions)\/(\d+))?$/;

const publicKey = z.object({ pem: z.string().min(1) });
const listed = z.object({
  cryptoKeyVersions: z.array(z.object({ name: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});

/**
 * The public key of a version in Cloud KMS, of the newest enabled one if the reference names none;
 * PEM. Two questions do not need the client made for gRPC, which moreover ends the process where
 * there are no credentials: its first call leaves a rejection that nobody handles.
 * @throws NoKey, or what Google's client throws
 */
export async function googlePublicKey(
  reference: string,
  { auth: options = {}, endpoint = 'https://cloudkms.googleapis.com' }: GoogleKms = {},
): Promise<string> {
  const [, cryptoKey, version] = form.exec(reference) ?? [];
  if (cryptoKey === undefined) {
    const example = 'gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/1';
    throw new NoKey(`a key in Cloud KMS is written as ${example}`);
  }
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ ...options, scopes });
  const base = `${endpoint}/v1/${cryptoKey}/cryptoKeyVersions`;
  const number = version ?? (await newest(auth, base));
  const found = publicKey.safeParse(await get(auth, `${base}/${number}/publicKey`));
  if (!found.success) throw new NoKey('it has no public key');
  return found.data.pem;
}

async function newest(auth: GoogleAuth, base: string): Promise<number> {
  const query = new URLSearchParams({ filter: 'state=ENABLED', pageSize: String(most) });
  const { cryptoKeyVersions, nextPageToken } = listed.parse(await get(auth, `${base}?${query}`));
  if (nextPageToken) throw new NoKey('it has too many versions; name one');
  const numbers = cryptoKeyVersions.map(({ name }) => Number(name.split('/').at(-1)));
  if (numbers.length === 0) throw new NoKey('it has no enabled version');
  return Math.max(...numbers);
}

const get = async (auth: GoogleAuth, url: string): Promise<unknown> =>
  (await auth.request({ url, timeout: patience })).data;
