// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import * as z from 'zod';
import { Failure } from '../../../../core/errors.ts';
import { capability, capabilities as known } from '../../../../core/iam/capabilities.ts';
import type { App } from '../../../app.ts';
import { tell } from '../../../terminal/terminal.ts';

/** `chainctl iam roles capabilities list`: everything that a role can allow. */
export const capabilities = (app: App) =>
  new Command('capabilities').description('Capabilities: what a role can allow').addCommand(
    new Command('list')
      .alias('ls')
      .description('List every capability')
      .action(() => {
        const json = app.format('table') === 'json';
        tell(app.terminal, json ? JSON.stringify({ items: known }, null, 2) : known.join('\n'));
      }),
  );

/** The capabilities in a list with commas. @throws Failure INVALID_ARGUMENT naming each that is none */
export function capabilitiesOf(text: string, place: string): z.output<typeof capability>[] {
  const names = text.split(',').filter((name) => name !== '');
  const parsed = z.array(capability).safeParse(names);
  if (parsed.success) return parsed.data;
  const wrong = names.filter((name) => !capability.safeParse(name).success);
  throw new Failure('INVALID_ARGUMENT', `there is no capability ${wrong.join(', ')}`, {
    place,
    next: 'chainctl iam roles capabilities list',
  });
}
