// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation, useSearchParams } from 'wouter';
import { type Group, listGroups } from '../../../core/api/groups.ts';
import { createPolicy } from '../../../core/api/policies.ts';
import { useAct } from '../../api/act.ts';
import { mayAt, useWho } from '../../api/may.ts';
import { every } from '../../api/queries.ts';
import { Choice, Field } from '../../parts/fields.tsx';
import { Page } from '../../parts/page.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Read } from '../../parts/read.tsx';
import { useDraft } from './editor/draft.ts';
import { Editor } from './editor/editor.tsx';
import { Effect } from './editor/effect.tsx';
import { NoPolicies } from './no-policies.tsx';
import { pathOf } from './standing.tsx';
import { template } from './template.ts';

/** Where a policy is written that is not there yet. */
export default function NewPolicy() {
  const groups = useQuery(every(listGroups, {}));
  return (
    <Page title="New policy" up={[{ title: 'Policies', to: '/policies' }]}>
      <Read from={groups}>
        {(all) =>
          all.length === 0 ? <NoPolicies group={undefined} all={[]} /> : <Form all={all} />
        }
      </Read>
    </Page>
  );
}

function Form({ all }: { all: Group[] }) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const { data: who } = useWho();
  const [chosen, choose] = useState(search.get('group'));
  const [description, describe] = useState('');
  const draft = useDraft(template);
  const create = useAct(createPolicy);
  const tried = create.variables?.policy.document === draft.text;

  const writable = all.filter(({ id }) => mayAt(who, 'policy.create', id));
  const group = chosen ?? (writable[0] ?? all[0])?.id ?? '';
  const options = all.map(({ id }): { id: string; title: string } => ({
    id,
    title: pathOf(all, id),
  }));
  const save = () =>
    create
      .mutateAsync({ parent: group, policy: { document: draft.text, description } })
      .then(({ id }) => navigate(`/policies/${id}`), draft.refused)
      // It is shown, as what the last attempt came to.
      .catch(() => undefined);
  return (
    <>
      <div className="filters">
        <Choice
          key={group}
          name="group"
          label="In force in this group and below"
          options={options}
          initial={group}
          onChange={choose}
        />
        <Field name="description" label="Description" onChange={describe} />
      </div>
      <Editor draft={draft} />
      {draft.kind === 'ClusterImagePolicy' && <Effect group={group} after={draft.globs} />}
      {create.isError && tried && <Problem error={create.error} />}
      <div className="actions">
        <Button
          className="button primary"
          onPress={save}
          isDisabled={create.isPending || draft.faults.length > 0}
        >
          {draft.faults.length > 0 ? 'Mend the faults to create it' : 'Create the policy'}
        </Button>
        <Link to="/policies" className="button">
          Cancel
        </Link>
      </div>
    </>
  );
}
