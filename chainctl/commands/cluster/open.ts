// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { openBrowser } from '../../login/open.ts';
import { clusterNamed } from '../../resolve/cluster.ts';
import { say, tell } from '../../terminal/terminal.ts';

/** `chainctl cluster open [CLUSTER]`: its page of the console, in a browser where there is one. */
export const open = (app: App) =>
  new Command('open')
    .description('Open the console at a cluster')
    .argument('[cluster]', 'its name, its id, or the uid of its namespace gulfstream')
    .action(async (name) => {
      const id = await clusterNamed(app, name);
      const url = `${(await app.settings()).platform.console}/clusters/${id}`;
      tell(app.terminal, url);
      if (!app.terminal.toPerson) return;
      await openBrowser(url, app.env).catch(() => {
        say(app.terminal, 'No browser could be opened; open that address yourself.');
      });
    });
