// SPDX-License-Identifier: Apache-2.0
import { validate } from '../../../../core/api/auth.ts';
import { Failure } from '../../../../core/errors.ts';
import type { Capability } from '../../../../core/iam/capabilities.ts';
import { contains, type Uidp } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { chooseSeveral } from '../../../terminal/choose.ts';

/**
 * The capabilities chosen in a menu of all that the person holds in the group: nobody can give more.
 * @throws Failure PERMISSION_DENIED to whoever holds none, INVALID_ARGUMENT for a menu that was left
 */
export async function chosenCapabilities(app: App, group: Uidp): Promise<Capability[]> {
  const { capabilities } = await (await app.client()).call(validate, {});
  const here = capabilities.filter((each) => contains(each.group, group));
  const held = [...new Set(here.flatMap((each) => each.capabilities))].sort();
  if (held.length === 0) {
    throw new Failure('PERMISSION_DENIED', `you hold nothing at ${group} that a role could allow`, {
      next: 'chainctl auth status',
    });
  }
  const choices = held.map((value) => ({ value, label: value }));
  const chosen = await chooseSeveral(app.terminal, 'What does the role allow?', choices);
  if (chosen === undefined) throw unnamed();
  return chosen;
}

/** Nothing says what the role allows. */
export const unnamed = (): Failure =>
  new Failure('INVALID_ARGUMENT', 'say what the role allows', {
    place: '--capabilities',
    next: 'chainctl iam roles capabilities list',
  });
