// SPDX-License-Identifier: Apache-2.0
import { whose } from '../../../core/policy/cure.ts';
import { plain } from '../../../core/policy/plain.ts';
import type { Considered, MadeCheck } from '../../../core/policy/verdict.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { sentence } from '../../parts/problem.tsx';

/** What does not count though its cryptography holds. */
const proven = ['other-identity', 'other-format', 'other-type', 'not-compliant'];

/** A signature or attestation that was looked at, with every check that was made of it. */
export function Looked({ at }: { at: Considered }) {
  const { carrier, use, format, signer, counts, why, checks } = at;
  const claimed = !counts && !proven.includes(why ?? '');
  return (
    <details className="looked" open={!counts}>
      <summary>
        <span className="what">
          {use === 'attestation' ? 'Attestation' : 'Signature'}{' '}
          {signer !== undefined && `${claimed ? 'said to be ' : ''}${whose(signer)}`}
        </span>
        <Badge tone={counts ? 'good' : 'bad'}>{counts ? 'Counts' : 'Does not count'}</Badge>
      </summary>
      <p className="quiet">
        <code title={carrier}>{carrier.slice(0, 19)}</code>,{' '}
        {format === 'bundle' ? 'a sigstore bundle' : 'in cosign’s older form'}
      </p>
      <ol className="checks">
        {checks.map((check) => (
          <Check key={check.name + check.detail} of={check} />
        ))}
      </ol>
    </details>
  );
}

const tones: Record<MadeCheck['outcome'], [Tone, string]> = {
  passed: ['good', 'Passed'],
  failed: ['bad', 'Failed'],
  ignored: ['quiet', 'Left out'],
};

function Check({ of: { name, outcome, detail, expected, got } }: { of: MadeCheck }) {
  const [tone, word] = tones[outcome] ?? tones.failed;
  return (
    <li>
      <Badge tone={tone}>{word}</Badge>
      <span>
        <b>{name}</b> <span className="detail">{sentence(plain(detail))}</span>
        {(expected !== undefined || got !== undefined) && (
          <dl className="compared">
            <Compared name="expected" value={expected} />
            <Compared name="got" value={got} />
          </dl>
        )}
      </span>
    </li>
  );
}

const Compared = ({ name, value }: { name: string; value: string | undefined }) =>
  value !== undefined && (
    <>
      <dt>{name}</dt>
      <dd>{plain(value)}</dd>
    </>
  );
