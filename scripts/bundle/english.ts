// SPDX-License-Identifier: Apache-2.0
import type { Plugin } from 'esbuild';

/** zod brings its messages in fifty languages, a quarter of the whole; English is what we speak. */
export const english: Plugin = {
  name: 'english',
  setup: ({ onLoad }) => {
    onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};
