// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';

/** A proxy that requests go through. */
export interface EgressProxy {
  /** `http:` or `https:`: how the proxy itself is spoken to. */
  protocol: string;
  /** Its host without brackets, and its port. */
  hostname: string;
  port: number;
  /** As messages name it: the variable, its host and port, and nothing of its credentials. */
  name: string;
  /** What is shown to the proxy alone. */
  authorization: string | undefined;
}

export type Environment = Record<string, string | undefined>;

/** The variables that name proxies, by the protocol of what is asked for. */
export const variables = { 'https:': 'HTTPS_PROXY', 'http:': 'HTTP_PROXY' } as const;

/** Whether the environment names a proxy at all. */
export const namesProxy = (env: Environment): boolean =>
  Object.values(variables).some((name) => valueIn(env, name) !== '');

/** The value of a variable or of the same in lower case, as Go takes them. */
export const valueIn = (env: Environment, name: string): string =>
  env[name] || env[name.toLowerCase()] || '';

/** Reads `http://user:password@host:port`; the scheme is http if absent. @throws Failure INVALID_ARGUMENT */
export function readProxy(text: string, place: string): EgressProxy | undefined {
  if (text === '') return undefined;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new Failure('INVALID_ARGUMENT', `${place} names no http:// or https:// proxy`, {
      place,
      next: `${place}=http://proxy.example.com:3128`,
    });
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    name: `${place} is set to ${url.hostname}:${port}`,
    authorization: authorizationOf(url, place),
  };
}

function authorizationOf({ username, password }: URL, place: string): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(plain).toString('base64')}`;
  } catch {
    throw new Failure('INVALID_ARGUMENT', `${place} has credentials that are not URL-encoded`, {
      place,
      next: 'write % as %25, @ as %40, : as %3A',
    });
  }
}
