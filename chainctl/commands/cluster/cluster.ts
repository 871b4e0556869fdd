// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { records } from './records/records.ts';
import { workloads } from './workloads/workloads.ts';

/** `chainctl cluster`: where images run. */
export const cluster = (app: App) =>
  new Command('cluster')
    .description('Clusters: where images run')
    .addCommand(records(app))
    .addCommand(workloads(app));
