// SPDX-License-Identifier: Apache-2.0
import '../../look/cluster.css';
import '../../look/image.css';
import { useQuery } from '@tanstack/react-query';
import type { Answered } from '../../../core/api/endpoint.ts';
import { describeRecord } from '../../../core/api/records.ts';
import { Failure } from '../../../core/errors.ts';
import { readVerdict } from '../../../core/policy/read-verdict.ts';
import { one } from '../../api/queries.ts';
import { Badge } from '../../parts/badge.tsx';
import { Command } from '../../parts/command.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { History } from './history.tsx';
import { Outcome } from './outcome.tsx';
import { Sboms } from './sboms.tsx';
import { Signatures } from './signatures.tsx';
import { standingOf } from './standing.ts';
import { Uncovered } from './uncovered.tsx';
import { Verdicts } from './verdicts.tsx';
import { Workloads } from './workloads.tsx';

export type Described = Answered<typeof describeRecord>;

/** One image of a cluster: what is made of it and why, who signed it, where it runs, what is in it. */
export default function ImagePage({ id }: { id: string }) {
  const found = useQuery(one(describeRecord, { id }));
  if (found.error instanceof Failure && found.error.code === 'NOT_FOUND') return <Missing />;
  return <Read from={found}>{(record) => <Known record={record} />}</Read>;
}

function Known({ record }: { record: Described }) {
  const { cluster, image, coverage } = record;
  const [repository = ''] = image.split('@');
  const { tone, word } = standingOf(record);
  const verdict = readVerdict(record.verdict);
  return (
    <Page
      title={repository.slice(repository.lastIndexOf('/') + 1)}
      up={[
        { title: 'Clusters', to: '/clusters' },
        { title: cluster.name, to: `/clusters/${cluster.id}` },
      ]}
      actions={<Badge tone={tone}>{word}</Badge>}
    >
      <Command text={image} />
      <Outcome of={record} />
      {coverage === 'uncovered' ? (
        <Uncovered record={record} />
      ) : (
        <Verdicts record={record} verdict={verdict} />
      )}
      <div className="sheets">
        <Workloads of={record} />
        <History of={record} />
      </div>
      <Signatures of={record} />
      <Sboms of={record} />
    </Page>
  );
}

const Missing = () => (
  <Page title="No such image" up={[{ title: 'Clusters', to: '/clusters' }]}>
    <Empty command="chainctl cluster records list">
      No image has this id, or you may not see it. Those of a cluster:
    </Empty>
  </Page>
);
