// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { listPolicies } from '../../../core/api/policies.ts';
import { every } from '../../api/queries.ts';
import { Command } from '../../parts/command.tsx';
import type { Described } from './image.tsx';

/** How to have a policy cover an image that none covers: the glob to use, and where to write it. */
export function Uncovered({ record }: { record: Described }) {
  const { near, group, image } = record;
  const policies = useQuery(every(listPolicies, { group }));
  const id = policies.data?.find(({ name }) => name === near?.policy)?.id;
  if (near === undefined) {
    return (
      <section className="sheet policy" aria-labelledby="cover">
        <h2 id="cover">To cover it</h2>
        <p>
          Give <Link to="/policies">a policy</Link> this glob, or a wider one:
        </p>
        <Command text={image.replace(/@.*$/, '')} />
      </section>
    );
  }
  return (
    <section className="sheet policy" aria-labelledby="cover">
      <h2 id="cover">To cover it</h2>
      <p>
        Policy {id === undefined ? near.policy : <Link to={`/policies/${id}`}>{near.policy}</Link>}{' '}
        all but covers it: its glob <code>{near.glob}</code> does not match, this one would:
      </p>
      <Command text={near.instead} />
      {id !== undefined && (
        <p>
          <Link
            className="button primary"
            to={`/policies/${id}?${new URLSearchParams({ edit: '', glob: near.instead, for: near.glob })}`}
          >
            Mend it in the editor
          </Link>
        </p>
      )}
      <p>Or in a terminal:</p>
      <Command text={`chainctl policies edit ${near.policy}`} />
    </section>
  );
}
