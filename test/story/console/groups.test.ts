// SPDX-License-Identifier: Apache-2.0
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from '../../../core/api/auth.ts';
import { listGroups } from '../../../core/api/groups.ts';
import { chromiumPath } from '../../fixtures/browser/chromium.ts';
import type { ConsoleHome } from '../../fixtures/console/home.ts';
import type { Scene } from '../../fixtures/console/scene.ts';
import { type Visit, visit } from '../../fixtures/console/visit.ts';
import { accessible, picture, signIn } from '../../fixtures/console/visitor.ts';

describe.skipIf(chromiumPath === undefined)('Groups and the audit trail in the console', () => {
  let home: ConsoleHome;
  let set: Scene;
  let leave: Visit['leave'] | undefined;
  let chromium: Browser;
  let page: Page;
  let code = '';
  const go = (place: string) =>
    page.getByRole('navigation', { name: 'Pages' }).getByText(place).click();

  beforeAll(async () => {
    ({ home, stage: set, chromium, page, leave } = await visit());
  });
  afterAll(() => leave?.());

  test('groups are a tree, and one leads to its page', async () => {
    await go('Groups');
    await page.getByRole('link', { name: 'payments' }).waitFor();
    await picture(page, 'groups');
    await accessible(page);
    await page.getByRole('link', { name: 'example', exact: true }).click();
    await page.getByRole('heading', { name: 'example', level: 1 }).waitFor();
    await page.getByRole('rowheader', { name: 'ada@example.com' }).waitFor();
    await picture(page, 'group');
    await accessible(page);
  });

  test('a group is made below it, and appears', async () => {
    await page.getByRole('button', { name: 'New group below' }).click();
    await page.getByLabel('Name', { exact: true }).fill('logistics');
    await accessible(page);
    await picture(page, 'group-new');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'logistics' }).waitFor();
    const { items } = await set.owner.does(listGroups, { name: 'logistics' });
    expect(items).toHaveLength(1);
  });

  test('what the service refuses is said in the dialog, which stays', async () => {
    await page.getByRole('button', { name: 'New group below' }).click();
    await page.getByLabel('Name', { exact: true }).fill('not/a name');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test('an invite shows its code once, and the command to give away', async () => {
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Role/ }).click();
    await page.getByRole('option', { name: /viewer/ }).click();
    await page.getByRole('button', { name: 'Make the invite' }).click();
    const command = page.getByText('chainctl auth login --invite-code');
    code = ((await command.textContent()) ?? '').split(' ').at(-1) ?? '';
    await accessible(page);
    await page.reload();
    await page.getByText('for whoever has the code').waitFor();
    expect(await page.getByText(code).count()).toBe(0);
  });

  test('who joined is a member without reloading; a viewer is offered no deeds', async () => {
    const bob = await home.person('bob@example.com');
    await bob.does(register, { code });
    await page.getByRole('rowheader', { name: 'bob@example.com' }).waitFor();

    const his = await (await chromium.newContext()).newPage();
    await signIn(his, home.url, 'bob@example.com');
    await his.goto(`${home.url}/groups/${set.root}`);
    await his.getByRole('rowheader', { name: 'ada@example.com' }).waitFor();
    const deeds = /^(New group below|Edit|Delete|Invite|Role|Remove)/;
    expect(await his.getByRole('button', { name: deeds }).count()).toBe(0);
    await his.getByRole('navigation', { name: 'Pages' }).getByText('Audit trail').click();
    await his.getByText('open to editors and owners').waitFor();
    await his.close();
  });

  test('a group goes only after its name was typed', async () => {
    await page.getByRole('link', { name: 'logistics' }).click();
    await page.getByRole('heading', { name: 'logistics', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const sure = page.getByRole('button', { name: 'Delete the group' });
    expect(await sure.isDisabled()).toBe(true);
    await page.getByLabel('Its name, to be sure').fill('logistics');
    await sure.click();
    await page.getByRole('heading', { name: 'Groups', level: 1 }).waitFor();
    expect((await set.owner.does(listGroups, { name: 'logistics' })).items).toEqual([]);
  });

  test('the audit trail says who did all of that, when and from where', async () => {
    await go('Audit trail');
    const trail = page.getByRole('list', { name: 'Changes' });
    await trail.getByText('deleted a group').first().waitFor();
    await trail.getByText('joined').first().waitFor();
    await trail.getByText('created a policy').click();
    await trail.getByText('dev.chainguard.api.iam.policy.created.v1').waitFor();
    await picture(page, 'audit');
    await accessible(page);
  });
});
