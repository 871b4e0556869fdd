// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listRecords, type Record } from '../../../../core/api/records.ts';
import type { App } from '../../../app.ts';
import { clusterNamed } from '../../../resolve/cluster.ts';
import { show } from '../../../show.ts';
import { say } from '../../../terminal/terminal.ts';

/** A workload with the images that it runs. */
interface Workload {
  kind: string;
  namespace: string;
  name: string;
  images: { image: string; outcome: Record['outcome']; coverage: Record['coverage'] }[];
}

/** `chainctl cluster workloads list [CLUSTER] [-n NAMESPACE]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List what runs images in a cluster')
    .argument('[cluster]', 'the uid of its namespace gulfstream, or its name or id')
    .option('-n, --namespace <name>', 'only what is in this namespace')
    .action(async (name, { namespace }) => {
      const cluster = await clusterNamed(app, name);
      const records = await (await app.client()).all(listRecords, { cluster });
      const items = workloadsOf(records).filter(
        (each) => namespace === undefined || each.namespace === namespace,
      );
      if (items.length === 0) say(app.terminal, 'Nothing runs there that is known.');
      await show(app, { items }, presentation, 'tree');
    });

function workloadsOf(records: Record[]): Workload[] {
  const found = new Map<string, Workload>();
  for (const record of records.filter(({ running }) => running)) {
    const { image, outcome, coverage } = record;
    for (const { kind, namespace, name } of record.workloads) {
      const key = `${namespace}/${kind}/${name}`;
      const known = found.get(key) ?? { kind, namespace, name, images: [] };
      known.images.push({ image, outcome, coverage });
      found.set(key, known);
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

const flag = ({ outcome, coverage }: Workload['images'][number]): string =>
  coverage === 'uncovered' ? 'uncovered' : { pass: 'pass', warn: 'warn', deny: 'fail' }[outcome];

const presentation = {
  columns: [
    ['NAMESPACE', ({ namespace }: Workload) => namespace],
    ['KIND', ({ kind }: Workload) => kind],
    ['NAME', ({ name }: Workload) => name],
    ['IMAGES', ({ images }: Workload) => images.map(({ image }) => image).join('\n')],
    ['POLICIES', ({ images }: Workload) => images.map(flag).join('\n')],
  ] as [string, (item: Workload) => string][],
  id: ({ namespace, kind, name }: Workload) => `${kind}/${namespace}/${name}`,
  tree: (items: Workload[]) =>
    items
      .flatMap(({ namespace, kind, name, images }) => [
        `${namespace} ${kind} ${name}`,
        ...images.map((each) => `  ${each.image} [${flag(each)}]`),
      ])
      .join('\n'),
};
