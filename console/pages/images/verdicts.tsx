// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { listPolicies } from '../../../core/api/policies.ts';
import { explainPolicy } from '../../../core/policy/cure.ts';
import type { PolicyVerdict, Verdict } from '../../../core/policy/verdict.ts';
import { every } from '../../api/queries.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { sentence } from '../../parts/problem.tsx';
import { Authority } from './authority.tsx';
import { Cure } from './cure.tsx';
import type { Described } from './image.tsx';

type Result = Described['policies'][number];

/** What each policy makes of the image: why, the cure, and the tree of what was looked at. */
export function Verdicts({
  record: { policies, group },
  verdict,
}: {
  record: Described;
  verdict: Verdict | undefined;
}) {
  const known = useQuery(every(listPolicies, { group }));
  const judged = new Map(verdict?.policies.map((each) => [each.policy, each]));
  const failing = policies.toSorted((a, b) => a.outcome.localeCompare(b.outcome));
  return failing.map((result) => (
    <Policy
      key={result.name}
      result={result}
      id={known.data?.find(({ name }) => name === result.name)?.id}
      {...(verdict === undefined ? {} : { verdict })}
      tree={judged.get(result.name)}
    />
  ));
}

function Policy({
  result,
  id,
  verdict,
  tree,
}: {
  result: Result;
  id: string | undefined;
  verdict?: Verdict;
  tree: PolicyVerdict | undefined;
}) {
  const { name, checkedAt } = result;
  const { tone, word } = standing(result);
  const failed = result.outcome === 'fail';
  const explained =
    failed && verdict !== undefined && tree?.outcome === 'fail'
      ? explainPolicy(verdict, tree)
      : undefined;
  return (
    <section className="sheet policy" aria-label={`Policy ${name}`}>
      <div className="head">
        <h2>{id === undefined ? name : <Link to={`/policies/${id}`}>{name}</Link>}</h2>
        <Badge tone={tone}>{word}</Badge>
        <span className="quiet">
          judged <Moment at={checkedAt} />
        </span>
      </div>
      {failed && (
        <p className="why">{sentence(explained?.why ?? result.message ?? 'no reason given')}</p>
      )}
      {explained !== undefined && <Cure text={explained.cure} />}
      {tree === undefined ? (
        <p className="quiet">The agent has sent no more than that.</p>
      ) : (
        tree.authorities.map((each) => <Authority key={each.authority} of={each} />)
      )}
    </section>
  );
}

function standing({ outcome, mode }: Result): { tone: Tone; word: string } {
  if (outcome === 'pass') return { tone: 'good', word: 'Passes' };
  return mode === 'warn' ? { tone: 'warn', word: 'Warns' } : { tone: 'bad', word: 'Fails' };
}
