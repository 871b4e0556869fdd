// SPDX-License-Identifier: Apache-2.0
import type { Command } from '@commander-js/extra-typings';
import type { App } from './app.ts';

/** A first word of the command line. What stands below it is loaded when it is named. */
export interface Noun {
  name: string;
  aliases: string[];
  summary: string;
  load: (app: App) => Promise<Command>;
}

/**
 * Loads what reads with zod. Told first: zod's settings hold for the schemas that are made after it, and
 * a bundle evaluates its pieces in no order of ours.
 */
async function reading<T>(load: () => Promise<T>): Promise<T> {
  await import('./once.ts');
  return load();
}

/** A command among others: the typings of each name its flags, which nobody else needs to know. */
export const plain = (command: unknown): Command => command as Command;

export const nouns: Noun[] = [
  {
    name: 'auth',
    aliases: [],
    summary: 'Log in and out, and see who you are',
    load: async (app) => plain((await reading(() => import('./commands/auth/auth.ts'))).auth(app)),
  },
  {
    name: 'iam',
    aliases: [],
    summary: 'Groups, and who may do what in them',
    load: async (app) => plain((await reading(() => import('./commands/iam/iam.ts'))).iam(app)),
  },
  {
    name: 'policies',
    aliases: ['policy', 'pol'],
    summary: 'Policies: which images may run',
    load: async (app) =>
      plain((await reading(() => import('./commands/policies/policies.ts'))).policies(app)),
  },
  {
    name: 'cluster',
    aliases: ['clusters'],
    summary: 'Clusters: where images run',
    load: async (app) =>
      plain((await reading(() => import('./commands/cluster/cluster.ts'))).cluster(app)),
  },
  {
    name: 'images',
    aliases: ['image'],
    summary: 'Images: what is known of them, and who says so',
    load: async (app) =>
      plain((await reading(() => import('./commands/images/images.ts'))).images(app)),
  },
  {
    name: 'events',
    aliases: [],
    summary: 'Events: who did what, when and from where',
    load: async (app) =>
      plain((await reading(() => import('./commands/events/events.ts'))).events(app)),
  },
  {
    name: 'config',
    aliases: [],
    summary: 'Settings: where the platform is, and what is usual',
    load: async (app) =>
      plain((await reading(() => import('./commands/config/config.ts'))).config(app)),
  },
  {
    name: 'completion',
    aliases: [],
    summary: 'Print the script that completes command lines in your shell',
    load: async (app) =>
      plain((await import('./commands/completion/completion.ts')).completion(app)),
  },
  {
    name: 'update',
    aliases: [],
    summary: 'Replace this chainctl by the one that the platform offers',
    load: async (app) => plain((await reading(() => import('./commands/update.ts'))).update(app)),
  },
  {
    name: 'version',
    aliases: [],
    summary: 'Say which chainctl this is',
    load: async (app) => plain((await import('./commands/version.ts')).version(app)),
  },
];
