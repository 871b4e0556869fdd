// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation, useSearchParams } from 'wouter';
import { type Policy, updatePolicy } from '../../../../core/api/policies.ts';
import { useAct } from '../../../api/act.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field } from '../../../parts/fields.tsx';
import { Page } from '../../../parts/page.tsx';
import { Difference } from '../difference.tsx';
import { check, withGlob } from './check.ts';
import { useDraft } from './draft.ts';
import { Editor } from './editor.tsx';
import { Effect } from './effect.tsx';

/**
 * Where a policy is changed. The address may propose a glob in place of another; nothing is changed
 * before it was looked at and saved.
 */
export default function EditPolicy({ policy }: { policy: Policy }) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const [begun] = useState(policy);
  const { id, name, document, description: described, enforcedVersion } = begun;
  const glob = search.get('glob');
  const draft = useDraft(
    glob === null ? document : withGlob(document, search.get('for') ?? '', glob),
  );
  const [description, describe] = useState(described);
  const update = useAct(updatePolicy);
  const here = `/policies/${id}`;

  const rewritten = draft.text !== document;
  const changed = rewritten || description !== described;
  const save = () =>
    update
      .mutateAsync({
        id,
        description,
        ifVersion: enforcedVersion.id,
        ...(rewritten ? { document: draft.text } : {}),
      })
      .then(() => navigate(here), draft.refused);
  return (
    <Page
      title={`Edit ${name}`}
      up={[
        { title: 'Policies', to: '/policies' },
        { title: name, to: here },
      ]}
      actions={
        <>
          <Link to={here} className="button">
            Cancel
          </Link>
          {changed && draft.faults.length === 0 ? (
            <Dialog open="Save …" title={`Change ${name}?`} verb="Save" act={save}>
              {rewritten ? (
                <>
                  <Difference
                    from={document}
                    to={draft.text}
                    title={`What changes of ${enforcedVersion.name}`}
                  />
                  {draft.kind === 'ClusterImagePolicy' && (
                    <Effect
                      group={begun.group}
                      before={check(document).globs}
                      after={draft.globs}
                    />
                  )}
                </>
              ) : (
                <p>Only the description changes; no version is made.</p>
              )}
            </Dialog>
          ) : (
            <Button className="button" isDisabled>
              {changed ? 'Mend the faults to save' : 'Nothing to save yet'}
            </Button>
          )}
        </>
      }
    >
      {policy.enforcedVersion.id !== enforcedVersion.id && (
        <p className="problem" role="alert">
          {policy.enforcedVersion.author.email ?? 'Somebody'} has put {policy.enforcedVersion.name}{' '}
          in force since you began, so yours will not be saved. Copy what you need of it and{' '}
          <Link to={here}>begin again</Link>.
        </p>
      )}
      {glob !== null && <Proposal of={document} was={search.get('for') ?? ''} glob={glob} />}
      <Field name="description" label="Description" initial={described} onChange={describe} />
      <Editor draft={draft} />
    </Page>
  );
}

function Proposal({ of, was, glob }: { of: string; was: string; glob: string }) {
  if (withGlob(of, was, glob) === of) {
    return (
      <p className="proposal">
        It was proposed to write <code>{glob}</code> for the glob <code>{was}</code>, which is not
        in the policy any more.
      </p>
    );
  }
  return (
    <p className="proposal">
      Proposed: the glob <code>{was}</code> becomes <code>{glob}</code>. Nothing is changed until
      you save.
    </p>
  );
}
