// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { exchange, register } from '../../../core/api/auth.ts';
import { type DesiredState, readDesired, readPolicy } from '../../../core/api/desired.ts';
import { heartbeat, sendRecords } from '../../../core/api/ingest.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';
import { reportOf } from '../../fixtures/report.ts';
import type { Call } from './call.ts';

/** The agent of one private cluster, as far as the control plane can tell it from a real one. */
export interface SimulatedAgent {
  /** Registers, gets a token, reads what it should have with its documents, says what runs. */
  join: () => Promise<void>;
  /** Says that it lives, as often as it is told to, until the signal. */
  beat: (until: AbortSignal) => Promise<void>;
  /** Follows what it should have until the signal; `told` hears each other revision. */
  follow: (until: AbortSignal, told: (state: DesiredState) => void) => Promise<void>;
  /** Calls that failed, by what they said; the agent tried again after a while. */
  failed: Map<string, number>;
}

/** Longest and shortest wait before another try, in milliseconds; a real agent's. */
const longest = 10_000;
const shortest = 500;

export async function simulatedAgent(
  call: Call,
  { code, audience }: { code: string; audience: string },
): Promise<SimulatedAgent> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const keys = [{ ...publicKeyOf(await exportJWK(publicKey)), kid: 'sa', alg: 'ES256' as const }];
  const remoteId = randomUUID();
  const failed = new Map<string, number>();
  const documents = new Set<string>();
  let identity: Uidp | undefined;
  let token = '';
  let state: DesiredState | undefined;
  let soon = new AbortController();

  const proof = () =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'sa' })
      .setIssuer('https://kubernetes.default.svc.cluster.local')
      .setSubject('system:serviceaccount:gulfstream:controller')
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  const renew = async () => {
    if (identity === undefined) {
      const cluster = { remoteId, name: `cluster-${remoteId.slice(0, 8)}`, keys };
      identity = (await call(register, { code, cluster }, await proof())).identity;
    }
    token = (await call(exchange, { cluster: identity }, await proof())).token;
  };
  /** Asks once, and fetches the documents that it has not seen. */
  const look = (): Promise<DesiredState> => {
    const known = state?.revision;
    return call(readDesired, known === undefined ? {} : { revision: known }, token);
  };
  const beatOnce = async (): Promise<number> => {
    const at = new Date().toISOString();
    const applied = state && { revision: state.revision, at, failing: [] };
    const { next } = await call(
      heartbeat,
      { agentVersion: '0.1.0', version: 'v1.35.0', profiles: ['enforcer'], sequence: 1, applied },
      token,
    );
    return next;
  };
  const fetchDocuments = async ({ policies }: DesiredState) => {
    for (const { digest } of policies) {
      if (documents.has(digest)) continue;
      await call(readPolicy, { digest }, token);
      documents.add(digest);
    }
  };
  /** Tries until it succeeds, with pauses that grow and that differ from agent to agent. */
  const persist = async (run: () => Promise<void>, until?: AbortSignal) => {
    for (let pause = shortest; until?.aborted !== true; pause = Math.min(pause * 2, longest)) {
      try {
        return await run();
      } catch (error) {
        const said = String(error).slice(0, 120);
        failed.set(said, (failed.get(said) ?? 0) + 1);
        await wait(Math.random() * pause);
        if (said.includes(' 401 ')) token = '';
      }
    }
  };

  return {
    failed,
    join: () =>
      persist(async () => {
        await renew();
        state = await look();
        await fetchDocuments(state);
        await call(sendRecords, { sequence: 1, whole: true, last: true, records: images() }, token);
        await beatOnce();
      }),
    beat: async (until) => {
      await pauseFor(Math.random() * 60_000, until);
      while (!until.aborted) {
        let next = 60;
        await persist(async () => {
          next = await beatOnce();
        }, until);
        soon = new AbortController();
        await pauseFor(next * 1_000, AbortSignal.any([until, soon.signal]));
        // What was applied is said soon, by each agent at its own moment.
        if (soon.signal.aborted) await pauseFor(Math.random() * 5_000, until);
      }
    },
    follow: async (until, told) => {
      while (!until.aborted) {
        const begun = performance.now();
        const before = state?.revision;
        await persist(async () => {
          if (token === '') await renew();
          const next = await look();
          if (next.revision !== before) told(next);
          state = next;
          await fetchDocuments(next);
          if (next.revision !== before) soon.abort();
        }, until);
        // Whoever is answered at once without news, by a home that is leaving, does not ask at once again.
        const hurried = state?.revision === before && performance.now() - begun < 1_000;
        if (hurried) await wait(Math.random() * 1_000);
      }
    },
  };
}

/** The public half alone, as text. */
const publicKeyOf = ({ x = '', y = '' }: JWK) => ({
  kty: 'EC' as const,
  crv: 'P-256' as const,
  x,
  y,
});

/** What runs in each cluster: images that no policy covers. */
const images = () =>
  Array.from({ length: 20 }, (_, n) =>
    reportOf(`app-${n}`, { coverage: 'uncovered', outcome: 'pass', policies: [] }),
  );

const pauseFor = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  wait(milliseconds, undefined, { signal }).catch(() => undefined);
