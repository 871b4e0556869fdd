// SPDX-License-Identifier: Apache-2.0
import type { Demand } from '../../core/evidence/demand.ts';
import type { Evidence, Found } from '../../core/evidence/evidence.ts';
import { readFound } from '../../core/evidence/read.ts';
import type { Signer } from '../../core/evidence/signer.ts';
import type { Format } from '../../core/evidence/verification.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import type { Sbom } from '../../registry/evidence/sboms.ts';

/** Something that lies beside an image, and what is to be made of it. */
export interface Described {
  /** `unknown`: it cannot be read, so that it does not even say what it is. */
  kind: 'signature' | 'attestation' | 'sbom' | 'unknown';
  /** `repository@sha256:…` of the image. */
  image: string;
  /** `sha256:…` of what holds it. */
  digest: string;
  format?: Format;
  /** What an attestation is about. Said, and proven only if it is verified. */
  predicateType?: string;
  /** What an attached SBOM is written in. */
  mediaType?: string;
  /** Who signed, or is said to have where it is not verified. */
  signer?: Signer;
  verified: boolean;
  /** Why it is not verified. */
  why?: string;
}

/** Everything that was found about an image, each held against what keyless signing demands. */
export const describeEvidence = (
  image: string,
  { found, digest }: Evidence,
  demand: Demand,
): Described[] => found.map((each) => describe(image, each, verifyFound(each, digest, demand)));

/** What was attached to an image: nobody signed it, so nothing vouches for it. */
export const describeSboms = (image: string, sboms: Sbom[]): Described[] =>
  sboms.map(({ digest, mediaType }) => ({
    kind: 'sbom',
    image,
    digest,
    mediaType,
    verified: false,
    why: 'it is attached and signed by nobody',
  }));

function describe(image: string, found: Found, made: ReturnType<typeof verifyFound>): Described {
  const kind = made.use ?? (found.kind === 'layer' ? found.use : 'unknown');
  const signer = made.outcome === 'verified' ? made.signer : made.claimed;
  const predicateType = kind === 'attestation' ? attested(found) : undefined;
  return {
    kind,
    image,
    digest: found.digest,
    format: made.format,
    ...(predicateType === undefined ? {} : { predicateType }),
    ...(signer === undefined ? {} : { signer }),
    verified: made.outcome === 'verified',
    ...(made.outcome === 'verified' ? {} : { why: reasonOf(kind, made) }),
  };
}

/** The predicate type that it names. */
function attested(found: Found): string | undefined {
  try {
    return readFound(found).says.statement?.predicateType;
  } catch {
    return undefined;
  }
}

function reasonOf(
  kind: Described['kind'],
  { reason, message }: { reason: string; message: string },
): string {
  if (reason !== 'other-kind-of-signer') return message;
  return kind === 'signature'
    ? 'it is signed with a key; chainctl images verify --key FILE says whether with yours'
    : 'it is signed with a key; chainctl policies test says whether with the one that a policy names';
}
