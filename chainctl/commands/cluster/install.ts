// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listGroups } from '../../../core/api/groups.ts';
import { Failure } from '../../../core/errors.ts';
import { readInviteCode } from '../../../core/iam/invites.ts';
import { parentOf, type Uidp } from '../../../core/iam/uidp.ts';
import type { App } from '../../app.ts';
import { parseDuration } from '../../duration.ts';
import { manifestOptions, proxyFlags, withKube, withManifests } from '../../installation/flags.ts';
import type { TemporaryCode } from '../../installation/invite.ts';
import { groupNamed } from '../../resolve/group.ts';
import { only } from '../../resolve/only.ts';
import { confirm } from '../../terminal/confirm.ts';
import { say, tell } from '../../terminal/terminal.ts';

interface Joining {
  group?: string;
  inviteCode?: string;
  skipInvite?: true;
}

/** `chainctl cluster install --group GROUP`: installs the agent, or brings it up to date. */
export const install = (app: App) =>
  withManifests(withKube(new Command('install')))
    .description('Install the agent in a cluster, or bring it up to date')
    .option('--group <group>', 'the group that the cluster is to be in: its name or id')
    .option('--invite-code <code>', 'the code to register with, instead of one made for it')
    .option('--skip-invite', 'bring an agent up to date that is registered already')
    .option('--timeout <duration>', 'how long each step may take', '5m')
    .option('-y, --yes', 'do not ask')
    .action(async (flags) => {
      const { interruptible } = await import('../../installation/interrupted.ts');
      const { contextOf, kubeOf } = await import('../../installation/kube.ts');
      const { installed } = await import('../../installation/install.ts');
      const { demandReach } = await import('../../installation/reach.ts');
      const options = await manifestOptions(app, flags);
      const proxy = proxyFlags(flags);
      const most = parseDuration(flags.timeout, '--timeout') * 1000;
      const joining = await joined(app, flags);
      const kube = await kubeOf(flags);
      const line = (text: string) => say(app.terminal, text);
      line(`Installing cluster${joining.where}.`);
      line(`Selected Cluster ${contextOf(kube)}.`);
      try {
        if (flags.platformUrl === undefined) await demandReach(kube, options.api);
        if (!flags.yes && app.terminal.canAsk) {
          if (!(await confirm(app.terminal, 'Continue?', true))) {
            return line('Nothing was installed.');
          }
        }
        const named = { ...options, name: options.name ?? nameFrom(contextOf(kube)) };
        const id = await interruptible((signal) =>
          installed(kube, {
            options: named,
            proxy,
            code: joining.code,
            say: line,
            patience: { most, signal },
          }),
        );
        if (!app.terminal.toPerson) tell(app.terminal, id);
      } finally {
        kube.close();
      }
    });

/** Where the cluster is to be, and the code that leads there. */
async function joined(
  app: App,
  { group, inviteCode, skipInvite }: Joining,
): Promise<{ where: string; code: (() => Promise<TemporaryCode>) | undefined }> {
  if (skipInvite) return { where: '', code: undefined };
  if (inviteCode !== undefined) {
    const code = async () => ({ code: inviteCode, withdraw: async () => undefined });
    return { where: ` in group ${groupIn(inviteCode)}`, code };
  }
  const id = await groupNamed(app, group);
  const { name } = only((await (await app.client()).call(listGroups, { id })).items, id);
  const { temporaryCode } = await import('../../installation/invite.ts');
  return { where: ` in group ${name} (${id})`, code: () => temporaryCode(app, id) };
}

function groupIn(code: string): Uidp {
  const group = parentOf(readInviteCode(code)?.invite ?? ('' as Uidp));
  if (group !== undefined) return group;
  throw new Failure('INVALID_ARGUMENT', 'this is no invite code', {
    place: '--invite-code',
    next: 'chainctl iam invite create GROUP --cluster',
  });
}

/** A name for the cluster made from that of the context: what names may hold. */
const nameFrom = (context: string): string =>
  context
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .slice(-128)
    .replace(/^[-.]+/, '') || 'cluster';
