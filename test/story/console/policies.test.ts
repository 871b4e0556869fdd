// SPDX-License-Identifier: Apache-2.0
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { updatePolicy } from '../../../core/api/policies.ts';
import { createRoleBinding } from '../../../core/api/role-bindings.ts';
import { viewer } from '../../../core/iam/roles.ts';
import { chromiumPath } from '../../fixtures/browser/chromium.ts';
import { hasApplied } from '../../fixtures/cluster.ts';
import type { ConsoleHome } from '../../fixtures/console/home.ts';
import { type Scene, signedByAda } from '../../fixtures/console/scene.ts';
import { type Visit, visit } from '../../fixtures/console/visit.ts';
import { accessible, picture, signIn } from '../../fixtures/console/visitor.ts';

describe.skipIf(chromiumPath === undefined)('The pages of policies', () => {
  let home: ConsoleHome;
  let chromium: Browser;
  let page: Page;
  let set: Scene;
  let leave: Visit['leave'] | undefined;
  beforeAll(async () => {
    ({ home, stage: set, chromium, page, leave } = await visit());
  });
  afterAll(() => leave?.());
  const open = (path: string) => page.goto(`${home.url}${path}`);

  test('list each with its group, its version, where it is live and how many images fail it', async () => {
    await open('/policies');
    const row = page.getByRole('row', { name: /signed-by-ada/ });
    await row.getByText('Enforce').waitFor();
    await row.getByText('example').waitFor();
    await row.getByText('v1').waitFor();
    await row.getByText('of 1').waitFor();
    await row.getByText('✕ 1').waitFor();
    await picture(page, 'policies');
    await accessible(page);
  });

  test('list what is in force in the group that the address names, with what it inherits', async () => {
    await open(`/policies?group=${set.team}`);
    await page.getByText('inherited from there').waitFor();
    await page.getByRole('button', { name: /In force in/ }).click();
    await page.getByRole('option', { name: 'All groups' }).click();
    await page.getByText('inherited from there').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });

  test('show a policy with what fails it, its versions and what differs between them', async () => {
    await set.owner.does(updatePolicy, {
      id: set.policy,
      document: signedByAda.replace('ada@example.com', 'lin@example.com'),
    });
    await open('/policies');
    await page.getByRole('row', { name: /signed-by-ada/ }).click();
    await page.getByRole('heading', { name: 'signed-by-ada' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/policies/${set.policy}`);
    await page.getByRole('link', { name: /mail/ }).waitFor();
    const difference = page.getByRole('figure', { name: 'From v1 to v2' });
    await difference.getByRole('deletion').getByText('ada@example.com').waitFor();
    await difference.getByRole('insertion').getByText('lin@example.com').waitFor();
    await picture(page, 'policy');
    await accessible(page);
  });

  test('say of a policy that is out of order in a cluster where, and why', async () => {
    const at = `${home.url}/policies/${set.policy}`;
    await hasApplied(home, set.agent, 'r2', [set.policy]);
    await page.goto(at);
    await page.getByText('Out of order in').getByText('The CRD is not there').waitFor();
    await accessible(page);
    await hasApplied(home, set.agent, 'r2');
    await page.goto(at);
    await page.getByText('0 of 1').waitFor({ state: 'detached' });
    expect(await page.getByText('Out of order in').count()).toBe(0);
  });

  test('roll back to a version after showing what that changes', async () => {
    await page.getByRole('button', { name: 'Roll back to v1' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('insertion').getByText('ada@example.com').waitFor();
    await picture(page, 'policy-roll-back');
    await accessible(page);
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Roll back to v2' }).waitFor();
  });

  const text = () => page.getByLabel('Document', { exact: true });
  const findings = () => page.getByRole('region', { name: 'Findings' });

  test('mark faults at their lines while one writes, and lead there', async () => {
    await open(`/policies/new?group=${set.team}`);
    await findings().getByText('No faults').waitFor();
    await text().fill(keyed('nonsense').replace('/**', '/['));
    await findings().getByText('2 faults').waitFor();
    await picture(page, 'policy-new-faults');
    await accessible(page);
    expect(await page.getByRole('button', { name: 'Mend the faults' }).isDisabled()).toBe(true);
    await findings()
      .getByRole('button', { name: /line 7/ })
      .click();
    const selected = await text().evaluate((area) => {
      const { value, selectionStart, selectionEnd } = area as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
    expect(selected).toContain('glob: "registry.example.com/["');
  });

  test('indent with Tab, and let the keyboard out after Escape', async () => {
    await text().fill('spec:');
    await text().press('Enter');
    await text().press('Tab');
    expect(await text().inputValue()).toBe('spec:\n  ');
    await text().press('Escape');
    await text().press('Tab');
    expect(await text().evaluate((area) => area === document.activeElement)).toBe(false);
  });

  test('show at its line what only the service finds, and save what is mended', async () => {
    await text().fill(keyed('"-----BEGIN PUBLIC KEY-----\\nMFkw\\n-----END PUBLIC KEY-----"'));
    await findings().getByText('No faults').waitFor();
    await page.getByRole('button', { name: 'Create the policy' }).click();
    await findings()
      .getByRole('button', { name: /Fault in line 11/ })
      .waitFor();
    await text().fill(signedByAda.replace('signed-by-ada', 'signed-in-payments'));
    await page.getByText('cover 3 of 4 images').waitFor();
    await picture(page, 'policy-new');
    await page.getByRole('button', { name: 'Create the policy' }).click();
    await page.getByRole('heading', { name: 'signed-in-payments' }).waitFor();
  });

  test('take a document where the rules did not load: the service has them', async () => {
    const rules = '**/assets/check-*.js';
    await page.route(rules, (route) => route.abort());
    await open(`/policies/new?group=${set.team}`);
    await findings().getByText('The rules did not load').waitFor();
    await text().fill(keyed('nonsense'));
    await page.getByRole('button', { name: 'Create the policy' }).click();
    await findings()
      .getByRole('button', { name: /Fault in line/ })
      .waitFor();
    await page.unroute(rules);
  });

  test('change a policy after showing the difference and which images it is for', async () => {
    await open(`/policies/${set.policy}`);
    await page.getByRole('link', { name: 'Edit' }).click();
    expect(await page.getByRole('button', { name: 'Nothing to save' }).isDisabled()).toBe(true);
    await text().fill(signedByAda.replace('registry.example.com/**', 'registry.example.com/shop'));
    await page.getByRole('button', { name: 'Save …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('insertion').getByText('registry.example.com/shop').waitFor();
    await dialog.getByRole('heading', { name: 'Covered no longer' }).waitFor();
    await dialog.getByText('cart').waitFor();
    await picture(page, 'policy-save');
    await accessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('v3, by ada@example.com').waitFor();
  });

  test('open with the change made that an address proposes, and change nothing by themselves', async () => {
    const proposed = new URLSearchParams({
      glob: 'registry.example.com/**',
      for: 'registry.example.com/shop',
    });
    await open(`/policies/${set.policy}?${proposed}`);
    await page.getByText('Nothing is changed until you save').waitFor();
    expect(await text().inputValue()).toBe(signedByAda);
    await picture(page, 'policy-edit');
    await accessible(page);
    await page.getByRole('button', { name: 'Save …' }).click();
    await page.getByRole('heading', { name: 'Covered from then on' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByText('v3, by ada@example.com').waitFor();
  });

  test('offer nothing to whoever may only look, and say the refusal of the service', async () => {
    const lin = await home.person('lin@example.com');
    const roleBinding = { identity: lin.id, role: viewer.id };
    await set.owner.does(createRoleBinding, { parent: set.root, roleBinding });
    const own = page;
    page = await (await chromium.newContext()).newPage();
    await signIn(page, home.url, 'lin@example.com');
    await open(`/policies/${set.policy}`);
    await page.getByRole('figure').waitFor();
    for (const name of ['Edit', 'Delete', /Roll back/]) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
      expect(await page.getByRole('link', { name }).count()).toBe(0);
    }
    await open(`/policies/${set.policy}?edit`);
    await text().fill(signedByAda);
    await page.getByRole('button', { name: 'Save …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('policy.update').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await open('/policies/new');
    await page.getByRole('button', { name: 'Create the policy' }).click();
    await page.getByRole('alert').getByText('policy.create').waitFor();
    await picture(page, 'policy-refused');
    await page.context().close();
    page = own;
  });

  test('delete a policy once its name is typed', async () => {
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    const sure = dialog.getByRole('button', { name: 'Delete the policy' });
    expect(await sure.isDisabled()).toBe(true);
    await dialog.getByLabel(/Its name/).fill('signed-by-ada');
    await accessible(page);
    await sure.click();
    await page.getByRole('row', { name: /signed-in-payments/ }).waitFor();
    expect(await page.getByRole('row', { name: /signed-by-ada/ }).count()).toBe(0);
  });
});

/** A policy that wants signatures of this key. */
const keyed = (key: string) => `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: signed-in-payments
spec:
  images:
    - glob: "registry.example.com/**"
  authorities:
    - name: key
      key:
        data: ${key}
`;
