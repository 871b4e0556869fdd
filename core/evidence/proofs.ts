// SPDX-License-Identifier: Apache-2.0
import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { Carried } from './carried.ts';
import type { Demand } from './demand.ts';
import { Refusal } from './refusal.ts';
import type { Stamp } from './stamp.ts';
import type { Log, Trust } from './trust.ts';
import type { ProvenTime } from './verification.ts';

/** What will be held against the trust roots: everything else that is carried is not looked at. */
export interface Proofs {
  stamps: Stamp[];
  /** Each with the logs of the trust root that it may be of. */
  entries: { entry: TransparencyLogEntry; logs: Log[] }[];
  /** What they prove, if they hold. */
  times: ProvenTime[];
}

/**
 * Chooses, of the timestamps and log entries, those that the demand wants and the trust roots know.
 * @throws Refusal if one that is required is not among them, or a certificate's time cannot be proven
 */
export function chooseProofs(carried: Carried, demand: Demand): Proofs {
  const stamps = stampsOf(carried, demand);
  const entries = entriesOf(carried, demand);
  const times: ProvenTime[] = [
    ...stamps.map((stamp) => ({ source: 'timestamp-authority' as const, at: stamp.signingTime })),
    ...entries.flatMap(({ entry }) => promisedTime(entry)),
  ];
  if (demand.signer.kind === 'keyless' && times.length === 0) {
    const message = 'nothing that is trusted says when the certificate was used';
    throw new Refusal('time-unproven', message, {
      expected: 'a log’s promise or a timestamp of an authority of the trust root',
      got: `${carried.stamps.length} timestamps and ${carried.entries.length} log entries, not trusted or not asked for`,
    });
  }
  return { stamps, entries, times };
}

function stampsOf({ stamps }: Carried, { timestamp }: Demand): Stamp[] {
  if (timestamp.mode === 'ignored') return [];
  const known = stamps.filter((stamp) => isKnown(stamp, timestamp.trust));
  if (timestamp.mode === 'accepted' || known.length > 0) return known;
  throw new Refusal('timestamp-missing', 'no timestamp authority of the trust root has seen it', {
    expected: 'a timestamp of an authority of the trust root',
    got: stamps.length === 0 ? 'no timestamp' : 'a timestamp of another authority',
  });
}

const isKnown = ({ signerSerialNumber, signerIssuer }: Stamp, { material }: Trust): boolean =>
  material.timestampAuthorities.some(({ certChain: [leaf] }) => {
    if (leaf === undefined) return false;
    return leaf.serialNumber.equals(signerSerialNumber) && leaf.issuer.equals(signerIssuer);
  });

function entriesOf({ entries }: Carried, { log }: Demand): Proofs['entries'] {
  if (log.mode === 'ignored') return [];
  const known = entries.flatMap((entry) => {
    const logs = log.trust.material.tlogs.filter(({ logID }) => logID.equals(entry.logId.keyId));
    return logs.length === 0 ? [] : [{ entry, logs }];
  });
  if (known.length > 0) return known;
  throw new Refusal('log-entry-missing', 'no transparency log of the trust root holds it', {
    expected: `an entry in ${log.trust.material.tlogs.map(({ baseURL }) => baseURL).join(' or ') || 'a log, of which the trust root has none'}`,
    got:
      entries.length === 0
        ? 'no entry'
        : `an entry of log ${entries.map(({ logId }) => logId.keyId.toString('hex')).join(', ')}`,
  });
}

/** Only a promise (SET) vouches for a log's time: an inclusion proof does not cover it. */
function promisedTime({ inclusionPromise, integratedTime }: TransparencyLogEntry): ProvenTime[] {
  const seconds = Number(integratedTime);
  if (inclusionPromise === undefined || !(seconds > 0)) return [];
  const at = new Date(seconds * 1000);
  if (!Number.isNaN(at.getTime())) return [{ source: 'log', at }];
  throw new Refusal('log-entry-invalid', 'the log entry’s time is none');
}
