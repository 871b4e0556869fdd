// SPDX-License-Identifier: Apache-2.0
import type { Evidence, Trouble } from '../../core/evidence/evidence.ts';
import type { WantedEvidence } from '../../core/policy/sources.ts';
import type { Credentials, Keychains, Puller } from '../admission/credentials.ts';
import type { EvidenceMemory, Held } from '../evidence/memory.ts';
import type { PodAccess } from '../observe/sightings.ts';

/** How many pods' credentials are tried for one image. */
const most = 3;

/** Reads and remembers what decides about running images. */
export interface Reading {
  /** What is known of each, or recalled; undefined where something was never read. */
  known: (wanted: WantedEvidence[], access: readonly PodAccess[]) => Promise<Held[] | undefined>;
  /** What is read now, or was in the last seconds, and what kept something back. */
  read: (
    wanted: WantedEvidence[],
    access: readonly PodAccess[],
  ) => Promise<{ held: Held[]; trouble: Trouble[] }>;
  /** The credentials of the first pod that runs it. @throws Failure */
  credentials: (access: readonly PodAccess[]) => Promise<Credentials>;
}

export function readingWith(
  memory: EvidenceMemory,
  keychains: Keychains,
  clock: () => number,
): Reading {
  const shown = (
    access: PodAccess | undefined,
    secrets: readonly string[],
  ): Promise<Credentials> => {
    const puller = access && pullerWith(access);
    return secrets.length === 0 ? keychains.ofImage(puller) : keychains.ofSource(puller, secrets);
  };
  // Where no pod is known, none's secrets are shown: least of all those of some namespace by default.
  const each = (access: readonly PodAccess[]): readonly (PodAccess | undefined)[] =>
    access.length === 0 ? [undefined] : access.slice(0, most);

  const knownOf = async (wanted: WantedEvidence, access: readonly PodAccess[]) => {
    let troubled: Held | undefined;
    for (const one of each(access)) {
      const credentials = await shown(one, wanted.pullSecrets).catch(() => undefined);
      const held = credentials && (await memory.recalled(wanted.subject, credentials.scope));
      if (held?.evidence.trouble.length === 0) return held;
      troubled ??= held;
    }
    return troubled;
  };

  /** Reads as one pod after the other, until a registry keeps nothing back. */
  const readOne = async (wanted: WantedEvidence, access: readonly PodAccess[]): Promise<Held> => {
    let first: Held | undefined;
    for (const one of each(access)) {
      const held = await shown(one, wanted.pullSecrets).then(
        (credentials) => memory.recent(wanted.subject, credentials),
        (error: unknown) => ({ evidence: unreadable(wanted, error), at: clock() }),
      );
      if (held.evidence.trouble.every(({ reason }) => reason !== 'refused')) return held;
      first ??= held;
    }
    return first ?? { evidence: unreadable(wanted, undefined), at: clock() };
  };

  return {
    known: async (wanted, access) => {
      const all = await Promise.all(wanted.map((one) => knownOf(one, access)));
      const held = all.filter((one) => one !== undefined);
      return held.length === wanted.length ? held : undefined;
    },
    read: async (wanted, access) => {
      const fresh = await Promise.all(wanted.map((one) => readOne(one, access)));
      const trouble = fresh.flatMap(({ evidence }) => evidence.trouble);
      // What was known before counts where nothing could be read now.
      const held = await Promise.all(
        fresh.map(async (one, index) => {
          const before = one.evidence.trouble.length > 0 ? wanted[index] : undefined;
          return (before && (await knownOf(before, access))) ?? one;
        }),
      );
      return { held, trouble };
    },
    credentials: (access) => shown(access[0], []),
  };
}

const pullerWith = ({ namespace, serviceAccount, pullSecrets }: PodAccess): Puller => ({
  namespace,
  serviceAccount,
  secrets: pullSecrets,
});

/** Credentials that cannot be read are a registry that cannot be read. */
function unreadable({ subject }: WantedEvidence, error: unknown): Evidence {
  const { digest, repository, tagPrefix } = subject;
  const message = error instanceof Error ? error.message : 'there are no credentials';
  const trouble: Trouble = { reason: 'refused', place: repository, message };
  return { digest, source: { repository, tagPrefix }, found: [], trouble: [trouble] };
}
