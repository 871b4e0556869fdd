// SPDX-License-Identifier: Apache-2.0
import { ecrToken } from './aws.ts';
import type { Borrowed, Exchanges } from './federated.ts';

/** As which role, in which region, by what token. */
export interface AmazonAccess {
  /** `arn:aws:iam::<account>:role/<name>` */
  role: string;
  region: string;
  token: string;
}

/** Credentials of a role, by its trust in our issuer (AssumeRoleWithWebIdentity). @throws Error with what AWS says */
export async function assumeAtAmazon({ role, region, token }: AmazonAccess, { amazon }: Exchanges) {
  const { fromWebToken } = await import('@aws-sdk/credential-provider-web-identity');
  const assume = fromWebToken({
    roleArn: role,
    roleSessionName: 'enforce',
    webIdentityToken: token,
    durationSeconds: 900,
    clientConfig: { region, ...(amazon.sts === undefined ? {} : { endpoint: amazon.sts }) },
  });
  return assume();
}

/** What ECR takes in the region, as the role. @throws Error with what AWS says */
export async function borrowFromAmazon(
  access: AmazonAccess,
  exchanges: Exchanges,
): Promise<Borrowed> {
  const credentials = await assumeAtAmazon(access, exchanges);
  const { ecr } = exchanges.amazon;
  const lent = await ecrToken(access.region, {
    credentials,
    ...(ecr === undefined ? {} : { endpoint: ecr }),
  });
  const { credential, until } = lent;
  if (credential.kind !== 'basic') throw new Error('AWS gave no password');
  return { username: credential.username, password: credential.password, until };
}
