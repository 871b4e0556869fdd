// SPDX-License-Identifier: Apache-2.0
import { Button } from 'react-aria-components';
import { Badge } from '../../../parts/badge.tsx';
import { sentence } from '../../../parts/problem.tsx';
import { type Finding, inWords } from './finding.ts';

/** What was found, the faults first; pressing one leads to its place. Or why nothing was looked for. */
export function Findings({
  findings,
  unread,
  go,
}: {
  findings: Finding[];
  unread: string | undefined;
  go: (line: number, column: number) => void;
}) {
  const worst = findings[0]?.kind;
  const clear = unread === undefined ? 'good' : 'open';
  const tone = worst === 'fault' ? 'bad' : worst === 'warning' ? 'warn' : clear;
  return (
    <section className="findings" aria-label="Findings">
      <p id="policy-findings" role="status">
        <Badge tone={tone}>
          {findings.length === 0 && unread !== undefined ? unread : inWords(findings)}
        </Badge>
      </p>
      <ul>
        {findings.map((finding) => (
          <li key={`${finding.kind}:${finding.line}:${finding.place}:${finding.fault}`}>
            <One finding={finding} go={go} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({
  finding: { kind, fault, place, line, column = 1 },
  go,
}: {
  finding: Finding;
  go: (line: number, column: number) => void;
}) {
  const said = (
    <>
      <span className={kind} aria-hidden="true">
        {kind === 'fault' ? '✕' : '!'}
      </span>
      <span>
        <b>
          {kind === 'fault' ? 'Fault' : 'Warning'}
          {line !== undefined && ` in line ${line}, column ${column}`}
        </b>
        {sentence(fault)}
        {place !== undefined && !fault.includes(place) && <code>{place}</code>}
      </span>
    </>
  );
  if (line === undefined) return <div className="finding">{said}</div>;
  return (
    <Button className="finding" onPress={() => go(line, column)}>
      {said}
    </Button>
  );
}
