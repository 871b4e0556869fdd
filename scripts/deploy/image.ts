// SPDX-License-Identifier: Apache-2.0
import { realClock } from '../../registry/clock.ts';
import { ecrKeychain } from '../../registry/credentials/aws.ts';
import { firstOf, type Keychain } from '../../registry/credentials/credential.ts';
import { dockerKeychain } from '../../registry/credentials/docker-config.ts';
import { googleKeychain } from '../../registry/credentials/google.ts';
import { openDestination } from '../image/destination.ts';
import type { Image } from '../image/image.ts';
import { pushImage } from '../image/push.ts';
import type { Signer } from './sign.ts';

/** What `docker login` wrote, then who this process is to Google and to AWS, as one who writes. */
const writing = (): Keychain =>
  firstOf(
    dockerKeychain(),
    googleKeychain(realClock, { scopes: 'https://www.googleapis.com/auth/cloud-platform' }),
    ecrKeychain(),
  );

/**
 * Puts the agent's image into the repository under its version, with what this process may show there.
 * Answers the reference that clusters are told: a tag for people and the digest, which decides.
 * @throws Failure
 */
export async function publishImage(
  image: Image,
  repository: string,
  signer: Signer | undefined,
  tag: string = image.version,
): Promise<string> {
  const destination = await openDestination(repository, writing());
  const made = await pushImage(image, destination, tag, signer);
  const reference = `${repository}:${tag}@${image.index.digest}`;
  console.log(`${made ? 'made' : 'kept'} ${reference}`);
  if (signer === undefined) {
    console.log('It was not signed: only a workflow with an identity token signs.');
  }
  return reference;
}
