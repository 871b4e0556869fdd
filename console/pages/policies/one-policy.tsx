// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { deletePolicy, type Policy } from '../../../core/api/policies.ts';
import { listRecords } from '../../../core/api/records.ts';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/may.ts';
import { every } from '../../api/queries.ts';
import { TypeToDelete } from '../../parts/dialog.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { Document } from './document.tsx';
import { Facts } from './facts.tsx';
import { Failing } from './failing.tsx';
import { History } from './history.tsx';
import { OutOfOrder } from './out-of-order.tsx';
import { failingOf } from './standing.tsx';

/** A policy: what it says, where it is in force, what fails it, and how it came to be. */
export function OnePolicy({ policy }: { policy: Policy }) {
  const { id, name, group, document } = policy;
  const violations = useQuery(every(listRecords, { group, policy: name, violations: 'true' }));
  const failing = violations.data && failingOf(violations.data, policy);
  return (
    <Page
      title={name}
      up={[{ title: 'Policies', to: '/policies' }]}
      actions={<Actions policy={policy} />}
    >
      <Facts policy={policy} failing={failing?.length} />
      <OutOfOrder of={policy} />
      {policy.kind === 'ClusterImagePolicy' && (
        <section aria-labelledby="failing">
          <h2 id="failing">Images that fail it</h2>
          <Read from={violations}>{() => <Failing records={failing ?? []} />}</Read>
        </section>
      )}
      <section aria-labelledby="document">
        <h2 id="document">Document</h2>
        <Document text={document} />
      </section>
      <History policy={policy} />
      <p className="quiet">
        The same in a terminal: <code>chainctl policies view {id}</code>.
      </p>
    </Page>
  );
}

function Actions({ policy: { id, name, group } }: { policy: Policy }) {
  const [, navigate] = useLocation();
  const mayEdit = useMay('policy.update', group);
  const mayDelete = useMay('policy.delete', group);
  const remove = useAct(deletePolicy);
  return (
    <>
      {mayEdit && (
        <Link to={`/policies/${id}?edit`} className="button primary">
          Edit
        </Link>
      )}
      {mayDelete && (
        <TypeToDelete
          what="policy"
          name={name}
          act={() => remove.mutateAsync({ id }).then(() => navigate('/policies'))}
        >
          <p>
            It goes with all its versions, and from every cluster that has it. Images that no other
            policy covers are uncovered then.
          </p>
        </TypeToDelete>
      )}
    </>
  );
}
