// SPDX-License-Identifier: Apache-2.0
import type { App } from './app.ts';
import type { Format } from './terminal/format.ts';
import { type Presentation, present } from './terminal/present.ts';
import { tell } from './terminal/terminal.ts';

/** Writes data in the form that was asked for, or the usual one. */
export async function show<T>(
  app: App,
  what: { items: T[] } | { item: T },
  presentation: Presentation<T>,
  usual: Format = 'table',
): Promise<void> {
  const { platform } = await app.settings();
  const where = { format: app.format(usual), console: platform.console };
  tell(app.terminal, await present(what, presentation, where));
}
