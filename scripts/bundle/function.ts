// SPDX-License-Identifier: Apache-2.0
import { deployables, triggeredFunctions } from '../../functions/table.ts';
import { type Bundle, bundleModules } from './modules.ts';

/** The functions of the service by name, each with the lines that deploy it alone. */
export const entries: Record<string, string> = Object.fromEntries([
  ...Object.keys(deployables).map((name) => [name, entry(name, 'deploy')]),
  ...Object.keys(triggeredFunctions).map((name) => [name, entry(name, 'deployTriggered')]),
]);

/** What runs in the process beside the function, and is installed there. */
export const framework = '@google-cloud/functions-framework';

/** One function and only what it imports, as ES modules. */
export const bundle = (name: string): Promise<Bundle> => bundled(entries[name] ?? '');

/** The lines of TypeScript, which stand at the root of the repository, as a function is bundled. */
export const bundled = (lines: string): Promise<Bundle> => bundleModules(lines, [framework]);

function entry(name: string, how: 'deploy' | 'deployTriggered'): string {
  return [
    `import { ${how} } from './functions/gcp.ts';`,
    `import { ${name}Function } from './functions/${name}/main.ts';`,
    `${how}('${name}', ${name}Function);`,
  ].join('\n');
}
