// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Cluster } from '../../../core/api/clusters.ts';
import { listGroups } from '../../../core/api/groups.ts';
import { every } from '../../api/queries.ts';
import { Command } from '../../parts/command.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Moment, useNow } from '../../parts/moment.tsx';
import { Health, healthOf } from './health.tsx';

/** How the agent of a cluster fares: whether it is heard, what it is, what it has applied. */
export function Agent({ of: cluster }: { of: Cluster }) {
  const groups = useQuery(every(listGroups, { id: cluster.group }));
  const heard = !['open', 'bad'].includes(healthOf(cluster, useNow()).tone);
  const { applied } = cluster;
  return (
    <section className="sheet" aria-labelledby="agent">
      <h2 id="agent">Agent</h2>
      <dl className="known">
        <Fact name="State">
          <Health of={cluster} />
        </Fact>
        <Fact name="Last seen">
          <Moment at={cluster.lastSeen} />
        </Fact>
        <Fact name="Profiles">
          {cluster.profiles.length === 0 && <span className="quiet">none yet</span>}
          {cluster.profiles.map((profile) => (
            <span key={profile} className="profile">
              {profile} <Moment at={cluster.activity[profile]} />
            </span>
          ))}
        </Fact>
        <Fact name="Kubernetes">
          {cluster.version ?? <span className="quiet">not said yet</span>}
        </Fact>
        <Fact name="Agent version">
          {cluster.agentVersion ?? <span className="quiet">not said yet</span>}
        </Fact>
        <Fact name="Applied">
          {applied === undefined ? (
            <span className="quiet">nothing yet</span>
          ) : (
            <>
              revision <code title={applied.revision}>{applied.revision.slice(0, 12)}</code>{' '}
              <Moment at={applied.at} />
            </>
          )}
        </Fact>
        <Fact name="Group">
          <Link to={`/groups/${cluster.group}`}>{groups.data?.[0]?.name ?? 'its group'}</Link>
        </Fact>
        <Fact name="Namespace uid">
          <code>{cluster.remoteId}</code>
        </Fact>
        <Fact name="Registered">
          <Moment at={cluster.registered} />
        </Fact>
      </dl>
      {!heard && (
        <>
          <p className="quiet">With kubectl set to this cluster, this finds out what is wrong:</p>
          <Command text="chainctl cluster doctor" />
        </>
      )}
    </section>
  );
}
