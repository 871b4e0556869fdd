// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { Answered } from '../../../../core/api/endpoint.ts';
import { listEvents } from '../../../../core/api/events.ts';
import { describeRecord, listRecords } from '../../../../core/api/records.ts';
import { Failure } from '../../../../core/errors.ts';
import { isUidp, type Uidp } from '../../../../core/iam/uidp.ts';
import { changesIn, validationChanged } from '../../../../core/policy/changed.ts';
import { explain } from '../../../../core/policy/explain.ts';
import { readVerdict } from '../../../../core/policy/read-verdict.ts';
import type { App } from '../../../app.ts';
import { clusterNamed } from '../../../resolve/cluster.ts';
import { named } from '../../../resolve/named.ts';
import { show } from '../../../show.ts';
import { printable } from '../../../terminal/printable.ts';
import { tell } from '../../../terminal/terminal.ts';
import { report } from '../../images/report.ts';
import { recordPresentation } from './presentation.ts';

type Described = Answered<typeof describeRecord>;

/** `chainctl cluster records describe RECORD` or `… IMAGE --cluster CLUSTER` */
export const describe = (app: App) =>
  new Command('describe')
    .description('Show one image of a cluster: who signed it, what was checked, why it is flagged')
    .argument('[record]', 'the id of the record, or a part of the image’s name')
    .option('--cluster <cluster>', 'the cluster that runs it: the uid of its namespace, name or id')
    .action(async (given, { cluster }) => {
      const id = given !== undefined && isUidp(given) ? given : await chosen(app, given, cluster);
      const record = await (await app.client()).call(describeRecord, { id });
      if (app.format('tree') !== 'tree') return show(app, { item: record }, recordPresentation);
      const lines = [...described(record), ...(await changed(app, record))];
      tell(app.terminal, lines.map(printable).join('\n'));
    });

async function chosen(
  app: App,
  part: string | undefined,
  cluster: string | undefined,
): Promise<Uidp> {
  const client = await app.client();
  const within = await clusterNamed(app, cluster);
  const candidates = async () =>
    (await client.all(listRecords, { cluster: within }))
      .filter(({ image }) => part === undefined || image.includes(part))
      .map(({ id, image }) => ({ id, name: part ?? image, hint: image }));
  const next = `chainctl cluster records list ${within}`;
  return named(app, { noun: 'record', list: next, place: 'RECORD', candidates }, part);
}

const loaded =
  'the digest is an id of the nodes’ own; it was loaded there and came from no registry';

/** What is known of the image, line by line: what was verified, or why it does not pass and the cure. */
function described(record: Described): string[] {
  const { cluster, workloads, firstSeen, lastSeen, running, by, unread, local } = record;
  const judged = by === 'agent' ? 'reported by the agent' : 'judged again by the control plane';
  return [
    ...body(record),
    '',
    `cluster:    ${cluster.name} (${cluster.remoteId})`,
    `seen:       ${firstSeen} to ${lastSeen}${running ? '' : ', runs no more'}`,
    `outcome:    ${record.outcome}, ${judged}`,
    ...(local ? [`local:      ${loaded}`] : []),
    ...(running && unread !== undefined
      ? [`not read:   since ${unread.since}; ${unread.why}`]
      : []),
    ...workloads.map(
      ({ kind, namespace, name, places }) =>
        `runs as:    ${kind} ${namespace}/${name} (${places.join(', ')})`,
    ),
    ...record.sboms.map(({ digest, mediaType }) => `SBOM:       ${digest} (${mediaType})`),
  ];
}

/** So many of its last changes are told. */
const pageSize = 5;

/** When policies changed their mind about it last; nothing for who may not read the trail. */
async function changed(app: App, { id, group }: Described): Promise<string[]> {
  const asked = { group, subject: id, type: validationChanged, pageSize };
  const client = await app.client();
  const { items } = await client.call(listEvents, asked).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'PERMISSION_DENIED') return { items: [] };
    throw error;
  });
  return items.map((event) => `changed:    ${event.time} ${changesIn(event).join('; ')}`);
}

function body(record: Described): string[] {
  const verdict = readVerdict(record.verdict);
  if (verdict === undefined) return [`${record.image} ${record.coverage}`];
  const signed = verdict.policies.some(({ authorities }) =>
    authorities.some(({ signatures }) => signatures.some(({ counts }) => counts)),
  );
  if (verdict.outcome === 'pass' && signed) return report(verdict).split('\n');
  const cure = verdict.near && [`Try: chainctl policies edit ${verdict.near.policy}`];
  return [...explain(verdict), ...(cure ?? [])];
}
