// SPDX-License-Identifier: Apache-2.0
import { Empty } from '../../parts/empty.tsx';
import { Fact } from '../../parts/fact.tsx';
import type { Described } from './image.tsx';

/** Every signature and attestation that verified, and who made it. */
export const Signatures = ({ of: { signatures, image } }: { of: Described }) => (
  <section aria-labelledby="signatures">
    <h2 id="signatures">
      Signatures and attestations <span className="quiet">{signatures.length}</span>
    </h2>
    {signatures.length === 0 ? (
      <Empty command={`cosign sign ${image}`}>
        None verified. Whoever may sign it signs it so; it shows here within a minute:
      </Empty>
    ) : (
      <ul className="cards">
        {signatures.map(({ predicateType, issuer, subject, keyId }) => (
          <li key={[predicateType, issuer, subject, keyId].join(' ')} className="sheet">
            <h3>{predicateType === '' ? 'Signature' : 'Attestation'}</h3>
            <dl className="known">
              {predicateType !== '' && <Fact name="Says">{predicateType}</Fact>}
              {subject !== undefined && <Fact name="By">{subject}</Fact>}
              {issuer !== undefined && <Fact name="Vouched for by">{issuer}</Fact>}
              {keyId !== undefined && (
                <Fact name="With the key">
                  <code>sha256:{keyId}</code>
                </Fact>
              )}
            </dl>
          </li>
        ))}
      </ul>
    )}
  </section>
);
