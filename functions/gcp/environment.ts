// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { loginProviders } from '../login-providers.ts';
import type { LoginProvider } from '../service.ts';
import type { Caller } from './caller.ts';

/** What a deployed function is told by its environment. */
export interface Environment {
  project: string;
  /** The Firestore database. */
  database: string;
  /** The URL of the API, which is issuer and audience: scheme and host. */
  url: string;
  /** The crypto key of Cloud KMS that signs tokens. */
  signingKey: string;
  /** The bucket of evidence. */
  bucket: string;
  /** How many entries of X-Forwarded-For the load balancer appends. */
  proxies: number;
  loginProviders: LoginProvider[];
  cookieKeys: string[];
  /** Who calls, where only a service of the cloud does. */
  caller: Caller | undefined;
  /** Emulators on this machine, in tests. */
  emulators: { storage?: string | undefined; kms?: string | undefined };
}

const loopback = /^127\.0\.0\.1:\d{1,5}$/;
const url = z
  .string()
  .refine((text) => /^https:\/\/[a-z0-9.-]+$|^http:\/\/127\.0\.0\.1:\d+$/.test(text), {
    message: 'must be https:// and a host, nothing after it',
  });
const cookieKeys = z.array(z.string().min(32)).min(1);

const shape = z.object({
  GOOGLE_CLOUD_PROJECT: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
  ENFORCE_DATABASE: z.string().min(1).default('(default)'),
  ENFORCE_URL: url,
  ENFORCE_SIGNING_KEY: z
    .string()
    .regex(/^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/),
  ENFORCE_BUCKET: z.string().min(3),
  ENFORCE_PROXIES: z
    .string()
    .regex(/^[0-5]$/)
    .transform(Number),
  ENFORCE_LOGIN_PROVIDERS: z.string().optional(),
  ENFORCE_COOKIE_KEYS: z.string().transform(fromJson).pipe(cookieKeys).optional(),
  ENFORCE_CALLER: z.email().optional(),
  ENFORCE_AUDIENCE: url.optional(),
  ENFORCE_CERTIFICATES_EMULATOR: z
    .string()
    .regex(/^http:\/\/127\.0\.0\.1:\d+\//)
    .optional(),
  ENFORCE_STORAGE_EMULATOR: z.string().regex(loopback).optional(),
  ENFORCE_KMS_EMULATOR: z.string().regex(loopback).optional(),
});

/** What some functions do not start without: `auth` alone has secrets, others one caller. */
const demanded = {
  auth: { ENFORCE_LOGIN_PROVIDERS: true, ENFORCE_COOKIE_KEYS: true },
  triggered: { ENFORCE_CALLER: true, ENFORCE_AUDIENCE: true },
  others: {},
} as const;

/**
 * Reads the environment of a function.
 * @throws Failure FAILED_PRECONDITION with every variable that is missing or wrong, never a value
 */
export function readEnvironment(
  environment: NodeJS.ProcessEnv,
  kind: keyof typeof demanded,
): Environment {
  // Read once: to compile a reader first would take longer.
  const parsed = shape.required(demanded[kind]).safeParse(environment, { jitless: true });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      place: String(issue.path[0] ?? ''),
      fault: String(issue.path[0]) in environment ? 'is not as it should be' : 'is missing',
    }));
    const places = [...new Set(faults.map(({ place, fault }) => `${place} ${fault}`))];
    throw new Failure('FAILED_PRECONDITION', `the environment: ${places.join(', ')}`, { faults });
  }
  const { data } = parsed;
  return {
    project: data.GOOGLE_CLOUD_PROJECT,
    database: data.ENFORCE_DATABASE,
    url: data.ENFORCE_URL,
    signingKey: data.ENFORCE_SIGNING_KEY,
    bucket: data.ENFORCE_BUCKET,
    proxies: data.ENFORCE_PROXIES,
    loginProviders: loginProviders(data.ENFORCE_LOGIN_PROVIDERS),
    cookieKeys: data.ENFORCE_COOKIE_KEYS ?? [],
    caller: callerOf(data),
    emulators: { storage: data.ENFORCE_STORAGE_EMULATOR, kms: data.ENFORCE_KMS_EMULATOR },
  };
}

function callerOf(data: z.output<typeof shape>): Caller | undefined {
  const { ENFORCE_CALLER: serviceAccount, ENFORCE_AUDIENCE: audience } = data;
  if (serviceAccount === undefined || audience === undefined) return undefined;
  return { serviceAccount, audience, certificates: data.ENFORCE_CERTIFICATES_EMULATOR };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
