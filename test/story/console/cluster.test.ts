// SPDX-License-Identifier: Apache-2.0
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendDenials } from '../../../core/api/denials.ts';
import { createRoleBinding } from '../../../core/api/role-bindings.ts';
import { viewer } from '../../../core/iam/roles.ts';
import { chromiumPath } from '../../fixtures/browser/chromium.ts';
import { hasApplied } from '../../fixtures/cluster.ts';
import type { ConsoleHome } from '../../fixtures/console/home.ts';
import { manyImages } from '../../fixtures/console/many.ts';
import type { Scene } from '../../fixtures/console/scene.ts';
import { type Visit, visit } from '../../fixtures/console/visit.ts';
import { accessible, picture, signIn } from '../../fixtures/console/visitor.ts';
import { refusedOf } from '../../fixtures/denial.ts';

describe.skipIf(chromiumPath === undefined)('The page of a cluster', () => {
  let home: ConsoleHome;
  let chromium: Browser;
  let page: Page;
  let stage: Scene;
  let leave: Visit['leave'] | undefined;
  beforeAll(async () => {
    ({ home, stage, chromium, page, leave } = await visit());
  });
  afterAll(() => leave?.());

  const images = () => page.getByRole('grid', { name: 'Images' });
  const standing = (name: RegExp) =>
    page.getByRole('navigation', { name: 'Standing' }).getByRole('link', { name });

  test('it says how the agent fares, which policies apply, and what runs, the worst first', async () => {
    await page.goto(`${home.url}/clusters/${stage.agent.id}`);
    await page.getByRole('heading', { name: stage.agent.cluster.name }).waitFor();
    const agent = page.getByRole('region', { name: 'Agent' });
    await agent.getByText('Connected').waitFor();
    await agent.getByText('v1.35.0').waitFor();
    await agent.getByText('payments').waitFor();
    const policies = page.getByRole('region', { name: 'Policies' });
    await policies.getByRole('listitem').getByText('Live').waitFor();
    await policies.getByRole('link', { name: 'signed-by-ada' }).waitFor();
    await images().getByRole('row', { name: 'shop' }).waitFor();
    const rows = await images().getByRole('rowheader').allInnerTexts();
    expect(rows.map((text) => text.split('\n')[0])).toEqual([
      'shop',
      'mail',
      'ubuntu',
      'cart',
      'old',
    ]);
    await picture(page, 'cluster');
    await accessible(page);
  }, 120_000);

  test('what it is narrowed to stands in the address, which shows the same to whoever opens it', async () => {
    await standing(/^Uncovered 1/).click();
    await expect.poll(() => images().getByRole('rowheader').count()).toBe(1);
    await page.getByLabel('Image', { exact: true }).fill('bun');
    await page.waitForURL(/standing=uncovered.*image=bun/);
    await page.reload();
    await images().getByRole('row', { name: 'ubuntu' }).waitFor();
    await page.getByLabel('Image', { exact: true }).fill('nothing-like-it');
    await page.getByText('No image here is of that kind.').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByLabel('Policy').selectOption('signed-by-ada');
    await page.waitForURL(/\?policy=signed-by-ada/);
    await expect.poll(() => images().getByRole('rowheader').count()).toBe(2);
  });

  test('workloads lead to the images that they run', async () => {
    await page.getByLabel('Policy').selectOption('Any');
    await page.getByRole('link', { name: 'Workloads' }).click();
    const workloads = page.getByRole('grid', { name: 'Workloads' });
    await workloads.getByRole('row', { name: 'cart' }).waitFor();
    await picture(page, 'cluster-workloads');
    await accessible(page);
    await workloads.getByRole('row', { name: 'cart' }).click();
    await page.waitForURL(/workload=Pod%2Fdefault%2Fcart/);
    await expect.poll(() => images().getByRole('rowheader').count()).toBe(1);
    await page.getByRole('link', { name: 'Pod/default/cart' }).click();
    await expect.poll(() => images().getByRole('rowheader').count()).toBe(5);
  }, 120_000);

  test('what was refused at admission is told with its reason and the cure, without reloading', async () => {
    await page.goto(`${home.url}/clusters/${stage.agent.id}?view=refused`);
    await page.getByText('Nothing was refused in the last thirty days').waitFor();
    await accessible(page);
    await stage.agent.does(sendDenials, { denials: [refusedOf('not-signed')] });
    const refused = page.getByRole('list', { name: 'Refused' });
    await refused.getByText('not-signed', { exact: true }).click();
    await refused.getByText('nobody has signed it').waitFor();
    await refused.getByText('ada@example.com').waitFor();
    await picture(page, 'cluster-refused');
    await accessible(page);
  }, 120_000);

  test('a policy that the agent could not apply is told with its reason, without reloading', async () => {
    await hasApplied(home, stage.agent, 'r2', [stage.policy]);
    await page.goto(`${home.url}/clusters/${stage.agent.id}`);
    const policies = page.getByRole('region', { name: 'Policies' });
    await policies.getByText('the CRD is not there').waitFor();
    await page.getByRole('region', { name: 'Agent' }).getByText('Policy out of order').waitFor();
    await accessible(page);
  });

  test('whoever may, names and describes the cluster in a dialog', async () => {
    await page.getByRole('button', { name: 'Rename' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Not A Name');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    await picture(page, 'cluster-rename');
    await accessible(page);
    await dialog.getByLabel('Name').fill('production');
    await dialog.getByLabel('Description').fill('Where the shop runs');
    await dialog.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('heading', { name: 'production' }).waitFor();
    await page.getByText('Where the shop runs').waitFor();
  });

  test('the cluster is found by the uid of its namespace too; one that is not there is told', async () => {
    await page.goto(`${home.url}/clusters/${stage.agent.cluster.remoteId}`);
    await page.getByRole('heading', { name: 'production' }).waitFor();
    await page.goto(`${home.url}/clusters/00000000-0000-4000-8000-000000000000`);
    await page.getByText('There is no cluster with this id').waitFor();
    await accessible(page);
  });

  test('of 5,000 images those in sight are in the page, and the End key reaches the last', async () => {
    await manyImages(stage.agent, 5_000);
    await page.goto(`${home.url}/clusters/${stage.agent.id}?image=many`);
    await standing(/^All 5000/).waitFor({ timeout: 120_000 });
    await images().getByRole('row', { name: 'many-0000' }).waitFor({ timeout: 120_000 });
    expect(await images().getByRole('row').count()).toBeLessThan(60);
    await images().getByRole('row', { name: 'many-0000' }).focus();
    await page.keyboard.press('End');
    await images().getByRole('row', { name: 'many-4999' }).waitFor({ timeout: 120_000 });
    expect(await images().getByRole('row').count()).toBeLessThan(60);
  }, 400_000);

  test('a list of ten pages is read again a tenth as often as one page is', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const polls = (path: string) => asked.filter((each) => each === path).length;
    await expect.poll(() => polls('/tenant/v1/clusters'), { timeout: 60_000 }).toBeGreaterThan(3);
    expect(polls('/tenant/v1/records')).toBeLessThanOrEqual(10 + polls('/tenant/v1/clusters'));
  }, 120_000);

  test('who may only look is offered nothing to change', async () => {
    const eve = await home.person('eve@example.com');
    const roleBinding = { identity: eve.id, role: viewer.id };
    await stage.owner.does(createRoleBinding, { parent: stage.root, roleBinding });
    const other = await (await chromium.newContext()).newPage();
    await signIn(other, home.url, 'eve@example.com');
    await other.goto(`${home.url}/clusters/${stage.agent.id}?image=cart`);
    await other.getByRole('row', { name: 'cart' }).waitFor();
    await other.getByText('eve@example.com').waitFor();
    expect(await other.getByRole('button', { name: 'Rename' }).count()).toBe(0);
    expect(await other.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await other.close();
  });

  test('who may, deletes the cluster by typing its name', async () => {
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: 'Delete the cluster' });
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel(/production/).fill('production');
    await accessible(page);
    await button.click();
    await page.getByText('No cluster is registered yet').waitFor();
  });
});
