// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../app.ts';
import { build } from '../build.ts';
import { tell } from '../terminal/terminal.ts';

const banner = String.raw`   ____   _   _      _      ___   _   _    ____   _____   _
  / ___| | | | |    / \    |_ _| | \ | |  / ___| |_   _| | |
 | |     | |_| |   / _ \    | |  |  \| | | |       | |   | |
 | |___  |  _  |  / ___ \   | |  | |\  | | |___    | |   | |___
  \____| |_| |_| /_/   \_\ |___| |_| \_|  \____|   |_|   |_____|
chainctl: Chainguard Control
`;

/** `chainctl version`: the banner and what was baked in. */
export const version = (app: App) =>
  new Command('version')
    .description('Say which chainctl this is')
    .option('--json', 'the same as -o json')
    .action(({ json }) => {
      const format = json ? 'json' : app.format('table');
      const { version: gitVersion, commit, treeState, date, target, platform } = build;
      const runtime = process.versions['bun'] ?? process.versions.node;
      const compiler = process.versions['bun'] === undefined ? 'node' : 'bun';
      if (format === 'json') {
        const fields = { gitVersion, gitCommit: commit, gitTreeState: treeState, buildDate: date };
        const whole = { ...fields, runtime: `${compiler} ${runtime}`, platform: target };
        return tell(app.terminal, JSON.stringify({ ...whole, api: platform.api }, null, 2));
      }
      const lines: [string, string][] = [
        ['GitVersion', gitVersion],
        ['GitCommit', commit],
        ['GitTreeState', treeState],
        ['BuildDate', date],
        ['Runtime', `${compiler} ${runtime}`],
        ['Platform', target],
        ['API', platform.api],
      ];
      const fields = lines.map(([name, value]) => `${`${name}:`.padEnd(15)}${value}`).join('\n');
      return tell(app.terminal, `${banner}\n${fields}`);
    });
