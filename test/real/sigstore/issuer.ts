// SPDX-License-Identifier: Apache-2.0
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { sendJson } from '../../../functions/http/answer.ts';
import { listening } from '../../fixtures/auth/listening.ts';

const commit = (letter: string) => letter.repeat(40);
const workflow = 'acme/app/.github/workflows/release.yml@refs/heads/main';

/** What the tokens of each kind of issuer say, beside iss, aud and the times. */
const claims = {
  email: { sub: 'u-1', email: 'dev@example.test', email_verified: true },
  gha: {
    sub: 'repo:acme/app:ref:refs/heads/main',
    repository: 'acme/app',
    repository_id: '1',
    repository_owner: 'acme',
    repository_owner_id: '2',
    repository_visibility: 'public',
    ref: 'refs/heads/main',
    sha: commit('a'),
    workflow: 'release',
    event_name: 'push',
    workflow_ref: workflow,
    workflow_sha: commit('b'),
    job_workflow_ref: workflow,
    job_workflow_sha: commit('c'),
    runner_environment: 'github-hosted',
    run_id: '77',
    run_attempt: '1',
  },
  uri: { sub: 'http://localhost/users/1' },
  k8s: {
    sub: 'system:serviceaccount:ns:sa',
    'kubernetes.io': {
      namespace: 'ns',
      pod: { name: 'p', uid: 'pu' },
      serviceaccount: { name: 'sa', uid: 'su' },
    },
  },
  user: { sub: 'alice' },
};

export type IssuerKind = keyof typeof claims;

export interface Issuers {
  /** Where the issuers are: `<url>/email`, `<url>/gha` and so on. */
  url: string;
  /** A token that Fulcio takes; `other` claims replace or add to those of its kind. */
  token: (kind: IssuerKind, other?: object) => Promise<string>;
  close: () => Promise<void>;
}

/** OpenID issuers of the five kinds that Fulcio tells apart, one per path, with one key. */
export async function startIssuers(port = 0): Promise<Issuers> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const server = await listening(port);
  const url = server.url.replace('127.0.0.1', 'localhost');
  server.serve(async ({ url: path = '' }, response) => {
    const issuer = url + path.replace(/\/(keys|\.well-known\/openid-configuration)$/, '');
    if (path.endsWith('/keys')) return sendJson(response, 200, { keys: [key] });
    return sendJson(response, 200, {
      issuer,
      jwks_uri: `${issuer}/keys`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });
  return {
    url,
    token: (kind, other = {}) =>
      new SignJWT({ ...claims[kind], ...other })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'k1' })
        .setIssuer(`${url}/${kind}`)
        .setAudience('sigstore')
        .setIssuedAt()
        .setExpirationTime('10 min')
        .sign(privateKey),
    close: server.close,
  };
}
