// SPDX-License-Identifier: Apache-2.0
import * as oauth from 'oauth4webapi';
import { client, clientAuth, discover, insecure, redirectUri } from './provider.ts';
import { take } from './tokens.ts';

/** What a login that is under way has to remember until its answer comes back, by its state. */
const kept = 'enforce.login';

interface Login {
  state: string;
  verifier: string;
  /** Where the person wanted to go. */
  target: string;
}

/** Leaves for the provider; the answer comes to /callback. */
export async function leave(target: string): Promise<void> {
  const provider = await discover();
  const login: Login = {
    state: oauth.generateRandomState(),
    verifier: oauth.generateRandomCodeVerifier(),
    target,
  };
  sessionStorage.setItem(kept, JSON.stringify(login));
  const url = new URL(provider.authorization_endpoint ?? '');
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email offline_access',
    state: login.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(login.verifier),
    code_challenge_method: 'S256',
  }).toString();
  location.assign(url);
}

/**
 * Comes back from the provider with a code (RFC 6749 §4.1, RFC 7636, RFC 9207) and gives the place
 * that the person wanted to go to. The answer counts only in the tab that the login began in.
 * @throws Error when the answer belongs to no login of this tab, or the provider refused
 */
export async function comeBack(): Promise<string> {
  const login = remembered();
  sessionStorage.removeItem(kept);
  const provider = await discover();
  const answer = oauth.validateAuthResponse(provider, client, new URL(location.href), login.state);
  const response = await oauth.authorizationCodeGrantRequest(
    provider,
    client,
    clientAuth,
    answer,
    redirectUri,
    login.verifier,
    insecure,
  );
  take(await oauth.processAuthorizationCodeResponse(provider, client, response));
  return login.target;
}

function remembered(): Login {
  const text = sessionStorage.getItem(kept);
  if (text === null) throw new Error('This answer belongs to no login that began in this tab.');
  return JSON.parse(text);
}
