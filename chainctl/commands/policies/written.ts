// SPDX-License-Identifier: Apache-2.0
import type { Policy } from '../../../core/api/policies.ts';
import type { App } from '../../app.ts';
import { show } from '../../show.ts';
import { tell } from '../../terminal/terminal.ts';
import { policyPresentation } from './presentation.ts';

/** What became of a policy, in a word. */
export type Deed = 'Created' | 'Updated' | 'Unchanged';

/** Says what became of policies: a line each, or the policies themselves in the form asked for. */
export async function tellWritten(app: App, done: { deed: Deed; policy: Policy }[]): Promise<void> {
  if (app.flags().output === undefined) {
    return tell(
      app.terminal,
      done.map(({ deed, policy }) => `${deed} policy ${policy.id}`).join('\n'),
    );
  }
  const [first] = done;
  const what =
    done.length === 1 && first !== undefined
      ? { item: first.policy }
      : { items: done.map(({ policy }) => policy) };
  return show(app, what, policyPresentation(app.now()));
}
