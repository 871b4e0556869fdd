// SPDX-License-Identifier: Apache-2.0
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRecords } from '../../../core/api/ingest.ts';
import { createPolicy } from '../../../core/api/policies.ts';
import { listRecords } from '../../../core/api/records.ts';
import { chromiumPath } from '../../fixtures/browser/chromium.ts';
import type { ConsoleHome } from '../../fixtures/console/home.ts';
import { judged, keyless, policyOver } from '../../fixtures/console/judged.ts';
import type { Scene } from '../../fixtures/console/scene.ts';
import { type Visit, visit } from '../../fixtures/console/visit.ts';
import { accessible, picture } from '../../fixtures/console/visitor.ts';

const digest = `sha256:${'d'.repeat(64)}` as const;
const everybody = keyless('x').replace('subject: x', 'subjectRegExp: .*');
const wantsAda = policyOver('release-by-ada', keyless('ada@example.com'));
const wantsSbom = policyOver(
  'sbom-attested',
  `${everybody}
attestations:
- name: must-have-sbom
  predicateType: spdxjson`,
);

describe.skipIf(chromiumPath === undefined)('The page of an image', () => {
  let home: ConsoleHome;
  let page: Page;
  let stage: Scene;
  let leave: Visit['leave'] | undefined;
  beforeAll(async () => {
    ({ home, stage, page, leave } = await visit());
    await stage.owner.does(createPolicy, { parent: stage.root, policy: { document: wantsAda } });
    const records = [
      judged(wantsAda, 'v3-keyless-r2', {
        signatures: [{ predicateType: '', issuer: 'https://issuer.example', subject: 'eve' }],
      }),
      judged(policyOver('signed-by-anybody', everybody), 'v3-keyless-r2-multi', {
        sboms: [
          { digest, mediaType: 'application/spdx+json', packages: { apk: 14, npm: 120, deb: 3 } },
        ],
      }),
      judged(wantsAda, 'v2-keyless', {
        unsigned: true,
        local: true,
        unread: { since: '2026-01-01T00:00:00.000Z', why: 'the registry asks to wait 60 s (429)' },
      }),
      judged(wantsSbom, 'v3-keyless-r1'),
    ];
    await stage.agent.does(sendRecords, { sequence: 2, records });
  });
  afterAll(() => leave?.());

  const open = async (part: string) => {
    const { items } = await stage.owner.does(listRecords, { image: `/${part}@` });
    await page.goto(`${home.url}/images/${items[0]?.id}`);
    await page.getByRole('heading', { level: 1, name: part }).waitFor();
  };

  test('an image that somebody else signed: who, down to the check that failed, and what to do', async () => {
    await open('v3-keyless-r2');
    const policy = page.getByRole('region', { name: 'Policy release-by-ada' });
    await policy.getByText('Fails').first().waitFor();
    await policy.getByText(/^Signed by .*, policy wants ada@example.com/).waitFor();
    await policy.getByText(/If they may sign, add/).waitFor();
    await policy.getByText('Does not count').waitFor();
    const failed = policy.getByRole('listitem').filter({ hasText: 'Failed' });
    expect(await failed.getByText('expected', { exact: true }).count()).toBe(1);
    await policy.getByRole('link', { name: 'release-by-ada' }).waitFor();
    await page.getByText('This is the word of the agent').waitFor();
    await page
      .getByRole('region', { name: 'Where it runs' })
      .getByText('spec.containers')
      .waitFor();
    await page
      .getByRole('region', { name: 'History' })
      .getByText('release-by-ada fails it')
      .waitFor();
    await page.getByRole('region', { name: 'Signatures' }).getByText('eve').waitFor();
    await picture(page, 'image-failing');
    await accessible(page);
  }, 120_000);

  test('the tree opens and closes by the keyboard', async () => {
    const summary = page.locator('summary').filter({ hasText: 'Authority' });
    const tree = page.locator('details.authority');
    await summary.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => tree.getAttribute('open')).toBeNull();
    await page.keyboard.press('Enter');
    await expect.poll(() => tree.getAttribute('open')).not.toBeNull();
  });

  test('an image that was loaded on its nodes, or could not be read again, says so', async () => {
    await open('v2-keyless');
    await page.getByText('it was loaded there and came from no registry').waitFor();
    await page.getByText('The registry asks to wait 60 s (429).').waitFor();
    await open('v3-keyless-r2');
    expect(await page.getByText('came from no registry').count()).toBe(0);
    expect(await page.getByText('could not be read again').count()).toBe(0);
  });

  test('an image that nobody signed: the command that signs it', async () => {
    await open('v2-keyless');
    await page.getByText(/^Nobody has signed it/).waitFor();
    await page
      .getByText(/^cosign sign registry\.example\/v2-keyless@sha256:/)
      .first()
      .waitFor();
    await picture(page, 'image-unsigned');
    await accessible(page);
  }, 120_000);

  test('an image without the attestation that is wanted: the command that attests', async () => {
    await open('v3-keyless-r1');
    await page.getByText('Is missing').waitFor();
    await page.getByText(/^cosign attest --type spdxjson/).waitFor();
    await accessible(page);
  }, 120_000);

  test('an image that passes: its signer, every check, what is in it', async () => {
    await open('v3-keyless-r2-multi');
    const policy = page.getByRole('region', { name: 'Policy signed-by-anybody' });
    await policy.getByText('Passes').first().waitFor();
    await policy.locator('summary').filter({ hasText: 'Authority' }).click();
    await policy
      .getByText(/Counts$/)
      .first()
      .waitFor();
    await policy.locator('summary').filter({ hasText: 'Signature' }).first().click();
    await policy.getByText('Passed').first().waitFor();
    const contents = page.getByRole('region', { name: 'What is in it' });
    await contents.getByText('137 packages').waitFor();
    expect(await contents.getByRole('rowheader').allInnerTexts()).toEqual(['npm', 'apk', 'deb']);
    await picture(page, 'image-passing');
    await accessible(page);
  }, 120_000);

  test('an image that no policy covers: the glob that would, and the policy to write it in', async () => {
    await open('ubuntu');
    const cover = page.getByRole('region', { name: 'To cover it' });
    await cover.getByText('index.docker.io/**', { exact: true }).waitFor();
    await cover.getByText('chainctl policies edit signed-by-ada').waitFor();
    await cover.getByRole('link', { name: 'signed-by-ada' }).waitFor();
    await picture(page, 'image-uncovered');
    await accessible(page);
  }, 120_000);

  test('an image that is not there is told, with the way on', async () => {
    await page.goto(`${home.url}/images/${stage.agent.id}/0123456789abcdef`);
    await page.getByText('No image has this id, or you may not see it.').waitFor();
    await accessible(page);
  }, 120_000);
});
