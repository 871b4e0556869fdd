// SPDX-License-Identifier: Apache-2.0
import { named } from '../../../core/policy/cure.ts';
import { plain } from '../../../core/policy/plain.ts';
import type { AttestationVerdict, AuthorityVerdict } from '../../../core/policy/verdict.ts';
import { Badge } from '../../parts/badge.tsx';
import { sentence } from '../../parts/problem.tsx';
import { Looked } from './looked.tsx';

/** What an authority of a policy wants, and everything that was looked at for it, nearest miss first. */
export function Authority({ of: authority }: { of: AuthorityVerdict }) {
  const { outcome, signatures, attestations, trouble, message, kind } = authority;
  const passes = outcome === 'pass';
  const bare = kind === 'static' || kind === 'broken';
  return (
    <details className="authority" open={!passes}>
      <summary>
        Authority <b>{authority.authority}</b>{' '}
        <Badge tone={passes ? 'good' : 'bad'}>{passes ? 'Passes' : 'Fails'}</Badge>
      </summary>
      <p className="quiet">{bare ? sentence(message || kind) : `It wants ${wanted(authority)}.`}</p>
      {trouble.map(({ place, message: what }) => (
        <p key={place} className="why">
          Could not read <code>{plain(place)}</code>: {plain(what)}
        </p>
      ))}
      {signatures.map((each) => (
        <Looked key={each.carrier} at={each} />
      ))}
      {attestations.map((each) => (
        <Attestation key={each.name} of={each} />
      ))}
      {!bare && signatures.length === 0 && attestations.length === 0 && (
        <p className="quiet">Nothing was found in {authority.source?.repository ?? 'any place'}.</p>
      )}
    </details>
  );
}

function wanted({ kind, wants }: AuthorityVerdict): string {
  const all = wants.map(named).join(', or ');
  if (kind === 'key') return all;
  return all === '' ? 'a certificate, whoever it names' : `a certificate of ${all}`;
}

const Attestation = ({ of: { name, type, outcome, considered } }: { of: AttestationVerdict }) => (
  <div className="attestation">
    <p>
      Attestation <b>{name}</b> <span className="quiet">of {type}</span>{' '}
      <Badge tone={outcome === 'pass' ? 'good' : 'bad'}>
        {outcome === 'pass' ? 'Is there' : 'Is missing'}
      </Badge>
    </p>
    {considered.map((each) => (
      <Looked key={each.carrier} at={each} />
    ))}
  </div>
);
