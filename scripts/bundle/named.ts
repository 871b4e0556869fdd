// SPDX-License-Identifier: Apache-2.0
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const shims = 'named exports';
/** What both kinds of module have by name; of CommonJS Node shows more. */
const named = /^(?!default$|__esModule$)[A-Za-z_$][\w$]*$/;

/**
 * Lets our `await import('package')` have the names that it has in Node. Where a bundle is split, a
 * CommonJS package that is loaded later has its default export only; a module between the two says
 * its names.
 */
export const namedExports: Plugin = {
  name: shims,
  setup: (builder) => {
    builder.onResolve({ filter: /^[@a-z]/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && !isBuiltin(path) && !resolveDir.includes('node_modules')
        ? { path, namespace: shims, pluginData: resolveDir }
        : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: shims }, async ({ path, pluginData: resolveDir }) => {
      const names = Object.keys(await import(path)).filter((name) => named.test(name));
      return { contents: `export { ${names.sort().join(', ')} } from '${path}';`, resolveDir };
    });
  },
};
