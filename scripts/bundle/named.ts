// SPDX-License-Identifier: Apache-2.0
import { createRequire, isBuiltin } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

const shims = 'named exports';
const identifier = /^[A-Za-z_$][\w$]*$/;

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
      const file = createRequire(`${resolveDir}/`).resolve(path);
      const names = Object.keys(await import(pathToFileURL(file).href)).filter((name) =>
        identifier.test(name),
      );
      return { contents: `export { ${names.sort().join(', ')} } from '${path}';`, resolveDir };
    });
  },
};
