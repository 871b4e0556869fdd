// SPDX-License-Identifier: Apache-2.0
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../../fixtures/browser/chromium.ts';
import { accessible, picture, signIn } from '../../fixtures/console/visitor.ts';
import {
  startTutorial,
  type Tutorial,
  tutorial,
  tutorialParts,
} from '../../fixtures/story/tutorial.ts';
import { describeReal } from '../../real/needs.ts';

/** How long the agent may take for what it does by itself, in milliseconds. */
const patience = { timeout: 50_000 };

describeReal('The walkthrough as the console shows it', tutorialParts, () => {
  let set: Tutorial;
  let chromium: Browser;
  let page: Page;
  let loads = 0;
  beforeAll(async () => {
    set = await startTutorial();
    chromium = await startChromium();
    page = await (await chromium.newContext()).newPage();
  });
  afterAll(async () => {
    await chromium?.close();
    await set?.close();
  });

  test('a group, the policy byte for byte, a cluster with its agent', async () => {
    await set.ada.shell(
      `wget -q -O - --post-data email=ada@example.com ${set.home.url}/dev/token | chainctl auth login --identity-token -`,
    );
    const made = await set.chainctl(
      ...['iam', 'groups', 'create', 'tutorial-group', '--no-parent', '-y', '-o', 'id'],
    );
    await set.kubectl('run', 'example', `--image=${tutorial}`);
    const file = new URL('../files/sample-policy.yaml', import.meta.url).pathname;
    const group = made.trim();
    await set.chainctl('policies', 'create', 'sample-policy', '--group', group, '-f', file);
    await set.chainctl('cluster', 'install', `--group=${group}`, '-y');
  });

  test('whoever signs in sees the cluster, and the image that no policy covers', async () => {
    await signIn(page, set.home.url, 'ada@example.com');
    await page.getByRole('navigation', { name: 'Pages' }).getByText('Clusters').click();
    await page.getByRole('row').getByText('Connected').waitFor(patience);
    await page.getByRole('row').nth(1).click();
    await page
      .getByRole('row', { name: /busybox/ })
      .getByText('Uncovered')
      .waitFor(patience);
    await picture(page, 'walkthrough-cluster');
    await page.getByRole('row', { name: /busybox/ }).click();
    await page.getByText('ttl.sh/**').waitFor(patience);
    await picture(page, 'walkthrough-uncovered');
    await accessible(page);
  });

  test('the policy is mended in the editor as proposed, and the image is flagged', async () => {
    page.on('load', () => {
      loads += 1;
    });
    const image = new URL(page.url()).pathname;
    await page.getByRole('link', { name: 'Mend it in the editor' }).click();
    await page.getByText('Proposed: the glob').waitFor();
    await picture(page, 'walkthrough-editor');
    await page.getByRole('button', { name: 'Save …' }).click();
    await picture(page, 'walkthrough-difference');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'sample-policy', level: 1 }).waitFor();
    await page
      .getByRole('link', { name: /busybox/ })
      .first()
      .click(patience);
    expect(new URL(page.url()).pathname).toBe(image);
    await page.getByText('Failing').first().waitFor(patience);
    await page.getByText(`cosign sign ${tutorial}@${set.digest}`).first().waitFor();
    await picture(page, 'walkthrough-failing');
    await accessible(page);
  });

  test('once it is signed the flag clears by itself, and who signed is told', async () => {
    await set.sign();
    await page.getByText('Passing').first().waitFor(patience);
    await page.getByText('dev@example.test').filter({ visible: true }).first().waitFor(patience);
    await picture(page, 'walkthrough-passing');
    await accessible(page);
    expect(loads).toBe(0);
  });

  test('a pod that was denied is there with what denied it, why, and the cure', async () => {
    await set.kubectl('label', 'ns', 'default', 'policy.sigstore.dev/include=true');
    const denied = await set.kubectl('run', 'not-signed', '--image=ubuntu').catch(String);
    expect(denied).toContain('denied the request');
    const cluster = await set.kubectl('get', 'ns', 'gulfstream', '-o', 'jsonpath={.metadata.uid}');
    await page.goto(`${set.home.url}/clusters/${cluster}`);
    await page.getByRole('link', { name: 'Refused' }).click();
    const refused = page.getByRole('list', { name: 'Refused' });
    await refused.getByText('not-signed', { exact: true }).click(patience);
    await refused.getByText('sign it: cosign sign index.docker.io/library/ubuntu@').waitFor();
    await picture(page, 'walkthrough-refused');
    await accessible(page);
  });
});
