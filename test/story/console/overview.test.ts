// SPDX-License-Identifier: Apache-2.0
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, startChromium } from '../../fixtures/browser/chromium.ts';
import { type ConsoleHome, consoleHome } from '../../fixtures/console/home.ts';
import { scene } from '../../fixtures/console/scene.ts';
import { accessible, picture, signIn } from '../../fixtures/console/visitor.ts';

describe.skipIf(chromiumPath === undefined)('The console, signed in', () => {
  let home: ConsoleHome;
  let chromium: Browser;
  let page: Page;
  beforeAll(async () => {
    home = await consoleHome();
    chromium = await startChromium();
    page = await (await chromium.newContext()).newPage();
  });
  afterAll(async () => {
    await chromium?.close();
    await home?.close();
  });

  test('whoever is new is told the command that comes next', async () => {
    await signIn(page, home.url, 'ada@example.com');
    await page.getByText('You belong to no group yet').waitFor();
    await picture(page, 'overview-empty');
    await accessible(page);
  });

  test('the overview says what fails, what no policy covers and what is new, without reloading', async () => {
    await scene(home);
    await page.getByRole('heading', { name: '4 running images' }).waitFor();
    const failing = page.getByRole('region', { name: 'Failing' });
    expect(await failing.getByRole('listitem').count()).toBe(1);
    await page.getByRole('region', { name: 'Uncovered' }).getByText('ubuntu').waitFor();
    await picture(page, 'overview');
    await accessible(page);
  });

  test('clusters are listed with their agent and their violations', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByText('Clusters').click();
    const row = page.getByRole('row', { name: /cluster-/ });
    await row.getByText('Connected').waitFor();
    await picture(page, 'clusters');
    await accessible(page);
  });

  test('a reload stays signed in; a copy of the tab is not', async () => {
    await page.reload();
    await page.getByRole('heading', { name: 'Clusters' }).waitFor();
    const kept = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
    const copy = await page.context().newPage();
    await copy.addInitScript((entries) => {
      for (const [name, value] of JSON.parse(entries)) sessionStorage.setItem(name, value);
    }, kept);
    await copy.goto(`${home.url}/clusters`);
    await copy.getByRole('button', { name: 'Sign in' }).waitFor();
    await copy.close();
    await page.reload();
    await page.getByRole('heading', { name: 'Clusters' }).waitFor();
  });

  test('signing out ends the session here and at the provider', async () => {
    const refresh = await page.evaluate(() => sessionStorage.getItem('enforce.refresh'));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expect
      .poll(async () => {
        const answer = await fetch(`${home.url}/oauth/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            client_id: 'console',
            refresh_token: refresh ?? '',
          }),
        });
        return answer.status;
      })
      .toBe(400);
  });
});
