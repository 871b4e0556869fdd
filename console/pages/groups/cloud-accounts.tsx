// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import {
  type Association,
  checkAssociation,
  listAssociations,
} from '../../../core/api/associations.ts';
import type { Group } from '../../../core/api/groups.ts';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/may.ts';
import { every } from '../../api/queries.ts';
import { Badge } from '../../parts/badge.tsx';
import { Command } from '../../parts/command.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Read } from '../../parts/read.tsx';

/** The accounts at clouds in which the group's images lie, and whether they let the service in. */
export function CloudAccounts({ group }: { group: Group }) {
  const associations = useQuery(every(listAssociations, { group: group.id }));
  if (!useMay('account_associations.list', group.id)) return null;
  return (
    <section aria-labelledby="clouds">
      <h2 id="clouds">Cloud accounts</h2>
      <Read from={associations}>
        {([association]) =>
          association === undefined ? (
            <>
              <p className="quiet">
                None. Private images of Google Cloud and AWS are read without stored keys once their
                account is associated:
              </p>
              <Command text={`chainctl iam account-associations set gcp ${group.name} --help`} />
            </>
          ) : (
            <Accounts of={association} />
          )
        }
      </Read>
    </section>
  );
}

const Accounts = ({ of: { group, google, amazon } }: { of: Association }) => (
  <ul className="tree">
    {google !== undefined && (
      <Account group={group} cloud="google" title={`Google Cloud: ${google.projectId}`} />
    )}
    {amazon !== undefined && (
      <Account group={group} cloud="amazon" title={`AWS: ${amazon.account}`} />
    )}
  </ul>
);

function Account({
  group,
  cloud,
  title,
}: {
  group: Association['group'];
  cloud: 'google' | 'amazon';
  title: string;
}) {
  const check = useAct(checkAssociation);
  return (
    <li className="row">
      <span>{title}</span>
      <span>
        {check.data !== undefined && (
          <Badge tone={check.data.state === 'ready' ? 'good' : 'bad'}>{check.data.message}</Badge>
        )}
        {check.isError && <Problem error={check.error} />}
      </span>
      <Button
        className="button small"
        isDisabled={check.isPending}
        onPress={() => check.mutate({ group, cloud })}
      >
        Check
      </Button>
    </li>
  );
}
