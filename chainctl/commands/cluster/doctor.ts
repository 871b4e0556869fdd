// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { build } from '../../build.ts';
import { Ended } from '../../ended.ts';
import { exits } from '../../exit.ts';
import type { Finding } from '../../installation/finding.ts';
import { withKube } from '../../installation/flags.ts';
import { show } from '../../show.ts';
import type { Presentation } from '../../terminal/present.ts';
import { say } from '../../terminal/terminal.ts';

const presentation: Presentation<Finding> = {
  columns: [
    ['PART', ({ part }) => part],
    ['STATE', ({ wrong }) => wrong ?? 'ok'],
    ['CURE', ({ cure = '' }) => cure],
  ],
  id: ({ part }) => part,
};

/** `chainctl cluster doctor`: what is wrong with an installation, and its cure; ends with 1 if something is. */
export const doctor = (app: App) =>
  withKube(new Command('doctor'))
    .description('Find what is wrong with an installation')
    .action(async (flags) => {
      const { contextOf, kubeOf } = await import('../../installation/kube.ts');
      const { examined } = await import('../../installation/doctor.ts');
      const kube = await kubeOf(flags);
      try {
        say(app.terminal, `Selected Cluster ${contextOf(kube)}.`);
        const items = await examined(kube, build);
        await show(app, { items }, presentation);
        if (items.some(({ wrong }) => wrong !== undefined)) throw new Ended(exits.failed);
      } finally {
        kube.close();
      }
    });
