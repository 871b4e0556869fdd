// SPDX-License-Identifier: Apache-2.0

import {
  type SignedEntity,
  type TrustMaterial,
  VerificationError,
  Verifier,
} from '@sigstore/verify';
import type { Carried } from './carried.ts';
import { certificateKeyId, WithoutScts } from './certificate.ts';
import { checkCheckpoint } from './checkpoint.ts';
import type { Demand } from './demand.ts';
import type { Holder } from './holder.ts';
import { verifyIntotoEntry } from './intoto-entry.ts';
import type { KeptCertificate } from './kept-certificate.ts';
import { entrySigner, kindOf } from './log-entry.ts';
import type { Proofs } from './proofs.ts';
import { Refusal, textOf } from './refusal.ts';
import { asSignature } from './signed-content.ts';

/**
 * Proves that the signature is the holder's, existed when it had to, and is in the log: `@sigstore/verify`
 * does, and what it leaves out is done here. Its thresholds are counts of what was chosen: each must hold.
 * @throws Refusal
 */
export function prove(carried: Carried, holder: Holder, proofs: Proofs, demand: Demand): void {
  const entries = proofs.entries.filter(({ entry }) => kindOf(entry) !== 'intoto/0.0.1');
  const verifier = new Verifier(materialFor(holder, demand), {
    tlogThreshold: entries.length,
    ctlogThreshold: demand.signer.kind === 'keyless' && !demand.signer.ignoreSct ? 1 : 0,
    timestampThreshold: proofs.times.length,
  });
  const entity: SignedEntity = {
    signature: asSignature(carried.content, 'key' in holder ? holder.key.hash : undefined),
    key:
      'key' in holder
        ? { $case: 'public-key', hint: holder.key.id }
        : { $case: 'certificate', certificate: certificateFor(holder.certificate, demand) },
    tlogEntries: entries.map(({ entry }) => entry),
    timestamps: [
      ...proofs.stamps.map((timestamp) => ({ $case: 'timestamp-authority' as const, timestamp })),
      ...proofs.entries
        .filter(({ entry }) => Number(entry.integratedTime) > 0)
        .map(({ entry: tlogEntry }) => ({ $case: 'transparency-log' as const, tlogEntry })),
    ],
  };
  try {
    verifier.verify(entity);
  } catch (error) {
    throw asRefusal(error);
  }
  for (const { entry, logs } of proofs.entries) {
    if (kindOf(entry) === 'intoto/0.0.1') verifyIntotoEntry(entry, carried.content, logs);
    for (const log of logs) if (entry.inclusionProof) checkCheckpoint(entry.inclusionProof, log);
    checkEntrySigner(entrySigner(entry), holder);
  }
}

const nothing = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };

function materialFor(holder: Holder, { signer, log, timestamp }: Demand): TrustMaterial {
  const issuing = signer.kind === 'keyless' ? signer.ca.material : nothing;
  return {
    certificateAuthorities: issuing.certificateAuthorities,
    ctlogs: issuing.ctlogs,
    tlogs: log.mode === 'ignored' ? [] : log.trust.material.tlogs,
    timestampAuthorities:
      timestamp.mode === 'ignored' ? [] : timestamp.trust.material.timestampAuthorities,
    publicKey: () => {
      if ('key' in holder) return { publicKey: holder.key.key, validFor: () => true };
      throw new Refusal('other-kind-of-signer', 'it is signed with a certificate');
    },
  };
}

const certificateFor = (certificate: KeptCertificate, { signer }: Demand): KeptCertificate =>
  signer.kind === 'keyless' && signer.ignoreSct ? new WithoutScts(certificate.der) : certificate;

/** The log must hold the signature as this signer's: `@sigstore/verify` compares signature and digest only. */
function checkEntrySigner(named: ReturnType<typeof entrySigner>, holder: Holder): void {
  const same =
    'key' in holder
      ? named.keyId === holder.key.id
      : named.certificate?.equals(holder.certificate.der) === true;
  if (same) return;
  throw new Refusal('log-entry-invalid', 'the log entry names another signer', {
    expected: 'key' in holder ? holder.key.id : certificateKeyId(holder.certificate),
    got: named.keyId,
  });
}

function asRefusal(error: unknown): unknown {
  if (!(error instanceof VerificationError)) return error;
  const said = [error, error.cause]
    .filter((each) => each !== undefined)
    .map(textOf)
    .join(': ');
  const refuse = (reason: Refusal['reason'], message: string) =>
    new Refusal(reason, `${message} (${said})`, { cause: error });
  switch (error.code) {
    case 'TIMESTAMP_ERROR':
      return refuse('timestamp-invalid', 'the timestamp is not of this signature, or broken');
    case 'CERTIFICATE_ERROR':
      return /SCT/.test(error.message)
        ? refuse(
            'sct-invalid',
            'no certificate transparency log of the trust root holds the certificate',
          )
        : refuse(
            'certificate-invalid',
            'no authority of the trust root issued the certificate for that time',
          );
    case 'SIGNATURE_ERROR':
    case 'PUBLIC_KEY_ERROR':
      return refuse('signature-invalid', 'the signature does not fit what is signed');
    case 'NOT_IMPLEMENTED_ERROR':
      return refuse('unsupported', 'it is of a kind that is not verified here');
    default:
      return refuse('log-entry-invalid', 'the log entry is not of this signature, or broken');
  }
}
