// SPDX-License-Identifier: Apache-2.0
import type { Described } from '../../images/described.ts';
import type { Presentation } from '../../terminal/present.ts';

/** How what lies beside an image is shown. */
export const describedPresentation: Presentation<Described> = {
  columns: [
    ['KIND', ({ kind }) => kind],
    ['TYPE', ({ predicateType, mediaType }) => predicateType ?? mediaType ?? ''],
    ['SIGNED BY', signedBy],
    ['ISSUER', ({ signer }) => (signer?.kind === 'keyless' ? signer.issuer : '')],
    ['VERIFIED', ({ verified, why = '' }) => (verified ? 'yes' : `no: ${why}`)],
  ],
  more: [
    ['FORMAT', ({ format = '' }) => format],
    ['DIGEST', ({ digest }) => digest],
  ],
  id: ({ digest }) => digest,
};

function signedBy({ signer, kind, verified }: Described): string {
  if (signer === undefined) return kind === 'sbom' ? '' : 'somebody who is not named';
  const who =
    signer.kind === 'key'
      ? `key sha256:${signer.keyId}`
      : signer.subjects.map(({ value }) => value).join(', ');
  return verified ? who : `said to be ${who}`;
}
