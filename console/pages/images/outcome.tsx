// SPDX-License-Identifier: Apache-2.0
import { plain } from '../../../core/policy/plain.ts';
import { Moment } from '../../parts/moment.tsx';
import { sentence } from '../../parts/problem.tsx';
import type { Described } from './image.tsx';

/** What an outcome comes to. */
const meaning = {
  denied: 'A policy denies it.',
  warned: 'A policy warns of it; it may run.',
  uncovered: 'No policy covers it: nothing is known of it, for better or worse.',
  passing: 'Every policy that covers it passes it.',
};

/** What is made of an image in words, and whose word that is. */
export function Outcome({ of: record }: { of: Described }) {
  const { coverage, outcome, by, running, lastSeen, evidence, unread, local } = record;
  const kind =
    coverage === 'uncovered'
      ? 'uncovered'
      : ({ deny: 'denied', warn: 'warned', pass: 'passing' } as const)[outcome];
  return (
    <div className="outcome">
      <p>
        {meaning[kind]}{' '}
        {running && kind === 'denied' && 'It was admitted before, or nothing refuses it there.'}
        {!running && (
          <>
            It runs no more; it was seen last <Moment at={lastSeen} />.
          </>
        )}
      </p>
      {local && (
        <p>
          What looks like its digest is an id of the nodes’ own: it was loaded there and came from
          no registry, so nobody can verify it.
        </p>
      )}
      {running && unread !== undefined && (
        <p>
          It could not be read again; the first try that failed was <Moment at={unread.since} />.{' '}
          {sentence(plain(unread.why))}
        </p>
      )}
      <p className="quiet">
        {by === 'control plane'
          ? `The control plane vouches for this: it judged the image itself${from(evidence.length)}.`
          : 'This is the word of the agent in the cluster; the control plane has not judged it again.'}
      </p>
    </div>
  );
}

const from = (pieces: number): string =>
  ['', ', from one piece of evidence'][pieces] ?? `, from ${pieces} pieces of evidence`;
