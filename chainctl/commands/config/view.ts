// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { stringify } from 'yaml';
import type { App } from '../../app.ts';
import { build } from '../../build.ts';
import { say, tell } from '../../terminal/terminal.ts';
import { fileOf, textOf } from './stored.ts';

/** `chainctl config view`: what is in force; with `--diff` only what the file says. */
export const view = (app: App) =>
  new Command('view')
    .description('Show the settings in force')
    .option('--diff', 'only what differs from what is built in')
    .action(async ({ diff }) => {
      say(app.terminal, `# ${fileOf(app)}`);
      if (diff) return tell(app.terminal, await textOf(app));
      const { platform, group, skipVersionCheck, trust, mirrors } = await app.settings();
      const usual = {
        ...(group === undefined ? {} : { group }),
        'skip-version-check': skipVersionCheck,
      };
      const believed = Object.entries({
        'trusted-root': trust.file,
        'tuf-mirror': trust.url,
        'tuf-root': trust.root,
        offline: trust.offline,
      }).filter(([, value]) => value !== undefined);
      const all = {
        platform: { ...build.platform, ...platform },
        default: usual,
        trust: Object.fromEntries(believed),
        ...(mirrors.length === 0 ? {} : { registry: { mirrors } }),
      };
      const json = app.format('yaml') === 'json';
      return tell(app.terminal, json ? JSON.stringify(all, null, 2) : stringify(all));
    });
