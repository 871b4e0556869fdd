// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import {
  activatePolicyVersion,
  listPolicyVersions,
  type Policy,
  type PolicyVersion,
} from '../../../core/api/policies.ts';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/may.ts';
import { every } from '../../api/queries.ts';
import { Badge } from '../../parts/badge.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Read } from '../../parts/read.tsx';
import { Comparison } from './comparison.tsx';
import { Difference } from './difference.tsx';

/** The versions of a policy: who made them and when, what differs, and the way back. */
export function History({ policy }: { policy: Policy }) {
  const versions = useQuery({
    ...every(listPolicyVersions, { policyId: policy.id }),
    // Versions are whole documents, and change seldom.
    refetchInterval: 30_000,
  });
  const mayRollBack = useMay('policy.update', policy.group);
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <Read from={versions}>
        {(all) => (
          <>
            <ul className="versions">
              {all.map((version) => (
                <li key={version.id}>
                  <b>{version.name}</b>
                  <span>
                    {version.author.email ?? version.author.id}, <Moment at={version.createdAt} />
                  </span>
                  {version.id === policy.enforcedVersion.id ? (
                    <Badge tone="good">In force</Badge>
                  ) : (
                    mayRollBack && <RollBack policy={policy} to={version} />
                  )}
                </li>
              ))}
            </ul>
            {all.length > 1 && <Comparison policy={policy} versions={all} />}
          </>
        )}
      </Read>
    </section>
  );
}

function RollBack({ policy, to }: { policy: Policy; to: PolicyVersion }) {
  const activate = useAct(activatePolicyVersion);
  const now = policy.enforcedVersion.name;
  return (
    <Dialog
      open={`Roll back to ${to.name}`}
      title={`Put ${to.name} of ${policy.name} in force?`}
      verb="Roll back"
      act={() => activate.mutateAsync({ versionId: to.id })}
    >
      <p>Clusters have it within seconds. What it changes of {now}:</p>
      <Difference from={policy.document} to={to.document} title={`From ${now} to ${to.name}`} />
    </Dialog>
  );
}
