// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { manifestOptions, proxyFlags, withManifests } from '../../installation/flags.ts';
import { tell } from '../../terminal/terminal.ts';

/** `chainctl cluster print-config`: what `install` applies, for whoever applies it themselves. */
export const printConfig = (app: App) =>
  withManifests(new Command('print-config'))
    .description('Print what an installation applies, as YAML')
    .option('--invite-code <code>', 'put the code in that the agent registers with')
    .action(async ({ inviteCode: code, ...flags }) => {
      const { manifests } = await import('../../../agent/manifests/manifests.ts');
      const { proxyOf } = await import('../../installation/proxy.ts');
      const { yamlOf } = await import('../../terminal/yaml.ts');
      const { ground, agent, webhooks } = manifests({
        ...(await manifestOptions(app, flags)),
        proxy: proxyOf(proxyFlags(flags)),
        code,
      });
      const documents = [...ground, agent, ...webhooks].map(yamlOf);
      tell(app.terminal, documents.join('---\n'));
    });
