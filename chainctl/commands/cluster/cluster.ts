// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { remove } from './delete.ts';
import { denials } from './denials/denials.ts';
import { describe } from './describe.ts';
import { doctor } from './doctor.ts';
import { install } from './install.ts';
import { list } from './list.ts';
import { open } from './open.ts';
import { printConfig } from './print-config.ts';
import { records } from './records/records.ts';
import { uninstall } from './uninstall.ts';
import { update } from './update.ts';
import { workloads } from './workloads/workloads.ts';

/** `chainctl cluster`: where images run. */
export const cluster = (app: App) =>
  new Command('cluster')
    .description('Clusters: where images run')
    .addCommand(install(app))
    .addCommand(uninstall(app))
    .addCommand(doctor(app))
    .addCommand(printConfig(app))
    .addCommand(list(app))
    .addCommand(describe(app))
    .addCommand(update(app))
    .addCommand(remove(app))
    .addCommand(open(app))
    .addCommand(records(app))
    .addCommand(denials(app))
    .addCommand(workloads(app));
