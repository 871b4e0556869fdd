// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteCluster } from '../../../core/api/clusters.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';
import type { App } from '../../app.ts';
import { parseDuration } from '../../duration.ts';
import { withKube } from '../../installation/flags.ts';
import { confirm } from '../../terminal/confirm.ts';
import { say } from '../../terminal/terminal.ts';

/** `chainctl cluster uninstall [--purge]`: webhooks first; what people put there stays. */
export const uninstall = (app: App) =>
  withKube(new Command('uninstall'))
    .description('Uninstall the agent of a cluster, and forget the cluster')
    .option('--purge', 'policies, their kinds, and the namespace cosign-system too')
    .option('--timeout <duration>', 'how long deleting may take', '5m')
    .option('-y, --yes', 'do not ask')
    .action(async (flags) => {
      const { contextOf, kubeOf } = await import('../../installation/kube.ts');
      const { registered } = await import('../../installation/credentials.ts');
      const { interruptible } = await import('../../installation/interrupted.ts');
      const parts = await import('../../installation/uninstall.ts');
      const most = parseDuration(flags.timeout, '--timeout') * 1000;
      const kube = await kubeOf(flags);
      const line = (text: string) => say(app.terminal, text);
      try {
        line(`Selected Cluster ${contextOf(kube)}.`);
        const ours = await parts.installedParts(kube);
        const more = flags.purge ? await parts.purgedParts(kube) : [];
        const going = [...ours, ...more];
        if (going.length === 0) return line('Nothing of Enforce is installed here.');
        for (const each of going) line(`- ${parts.shown(each)}`);
        if (!flags.yes && !(await confirm(app.terminal, 'Delete all of this?', false))) {
          return line('Nothing was deleted.');
        }
        const { cluster } = await registered(kube);
        await interruptible((signal) => parts.deletedParts(kube, going, { most, signal }));
        line('The agent is uninstalled.');
        await forgotten(app, cluster, line);
      } finally {
        kube.close();
      }
    });

/** Deletes the cluster in the control plane, if whoever is logged in may; else says how. */
async function forgotten(
  app: App,
  cluster: Uidp | undefined,
  line: (text: string) => void,
): Promise<void> {
  if (cluster === undefined) return;
  try {
    await (await app.client()).call(deleteCluster, { id: cluster });
    line(`Deleted cluster ${cluster}`);
  } catch {
    line('The control plane still lists the cluster; whoever may delete it there types:');
    line(`chainctl cluster delete ${cluster}`);
  }
}
