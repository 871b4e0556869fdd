// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { make } from './made.ts';
import { matchOf, withMatch } from './match.ts';

/** `chainctl iam identities create NAME …`, and shorter ways for some issuers. */
export const create = (app: App) =>
  new Command('create')
    .description('Make an identity that tokens of another issuer may assume')
    .addCommand(matching(app), { isDefault: true })
    .addCommand(github(app))
    .addCommand(gitlab(app));

/** `chainctl iam identities create [matching] NAME --identity-issuer URL --subject TEXT` */
const matching = (app: App) =>
  withMatch(new Command('matching'))
    .description('Make an identity for tokens with these claims (what create does by itself)')
    .argument('<name>', 'lower-case letters, digits, spaces and . _ -')
    .option('--group <group>', 'the group that it belongs to: its name or id')
    .option('--role <role>', 'what it may do there: the name or id of a role')
    .option('-d, --description <text>', 'what it is for', '')
    .action((name, flags) => make(app, name, flags, matchOf(flags)));
