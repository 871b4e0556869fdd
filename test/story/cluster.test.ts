// SPDX-License-Identifier: Apache-2.0
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  startTutorial,
  type Tutorial,
  tutorial,
  tutorialParts,
} from '../fixtures/story/tutorial.ts';
import { describeReal } from '../real/needs.ts';

describeReal('The walkthrough with a cluster, steps 3 to 9', tutorialParts, () => {
  let set: Tutorial;
  let group: string;
  beforeAll(async () => {
    set = await startTutorial();
  });
  afterAll(() => set?.close());

  const chainctl = (...args: string[]) => set.chainctl(...args);
  const kubectl = (...args: string[]) => set.kubectl(...args);
  /** Waits for what the agent does by itself. */
  const soon = (what: () => Promise<void>) => vi.waitFor(what, { timeout: 40_000, interval: 500 });
  const records = () => chainctl('cluster', 'records', 'list', id);
  let id = '';

  test('steps 1 and 2: ada logs in and makes a group', async () => {
    const { code } = await set.ada.shell(
      `wget -q -O - --post-data email=ada@example.com ${set.home.url}/dev/token | chainctl auth login --identity-token -`,
    );
    expect(code).toBe(0);
    group = (
      await chainctl('iam', 'groups', 'create', 'tutorial-group', '--no-parent', '-y', '-o', 'id')
    ).trim();
  });

  test('step 3: an unsigned image runs', async () => {
    await kubectl('run', 'example', `--image=${tutorial}`);
    await soon(async () => expect(await kubectl('get', 'pod', 'example')).toContain('Running'));
  });

  test('step 4: the policy, byte for byte', async () => {
    const policy = join(set.ada.folder, 'sample-policy.yaml');
    await copyFile(new URL('./files/sample-policy.yaml', import.meta.url), policy);
    const made = await chainctl(
      ...['policies', 'create', 'sample-policy', '--group', group, '-f', policy],
    );
    expect(made).toMatch(/^Created policy [0-9a-f]{40}\/[0-9a-f]{16}\n$/);
  });

  test('step 5: the agent is installed, and the cluster is known', async () => {
    const { code, out, err } = await set.ada.chainctl(
      ['cluster', 'install', `--group=${group}`, '-y'],
      {
        env: set.env,
      },
    );
    expect({ code, err }).toMatchObject({ code: 0 });
    id = await kubectl('get', 'ns', 'gulfstream', '-o', 'jsonpath={.metadata.uid}');
    expect(err).toContain(`Cluster has been successfully configured with ID: '${id}'`);
    expect(err).toMatch(/Cleaning up temporary invite code [0-9a-f]{40}\/[0-9a-f]{16}\.\.\./);
    expect(out).toBe(`${id}\n`);
    expect(await chainctl('cluster', 'ls')).toContain(id);
  });

  test('step 6: the policy is there, and the record says that no policy covers the image', async () => {
    await soon(async () => {
      expect(await kubectl('get', 'clusterimagepolicies')).toMatch(
        /NAME +AGE\nsample-policy +\d+s/,
      );
    });
    await soon(async () => expect(await records()).toContain(`${tutorial}@${set.digest}`));
    const { err, out } = await set.ada.chainctl(['cluster', 'records', 'list', id], {
      env: set.env,
    });
    expect(out).toMatch(new RegExp(`${tutorial}@${set.digest}.*uncovered`));
    expect(err).toContain('"ttl.sh/**" would');
  });

  test('the glob is mended as proposed, and the image is flagged', async () => {
    const file = join(set.ada.folder, 'mended.yaml');
    const written = await readFile(new URL('./files/sample-policy.yaml', import.meta.url), 'utf8');
    await writeFile(file, written.replace('“ttl.sh/*”', '"ttl.sh/**"'));
    const editor = { ...set.env, EDITOR: `cp ${file}` };
    const edited = await set.ada.chainctl(['policies', 'edit', 'sample-policy'], { env: editor });
    expect(edited).toMatchObject({ code: 0 });
    await soon(async () => expect(await records()).toMatch(/busybox@.*sample-policy:fail/));
    const described = await chainctl('cluster', 'records', 'describe', 'busybox', '--cluster', id);
    expect(described).toContain('nobody has signed it');
    expect(described).toContain(`cosign sign ${tutorial}@${set.digest}`);
  });

  test('steps 7 and 8: it is signed, the flag clears by itself, and who signed is told', async () => {
    await set.sign();
    await soon(async () => expect(await records()).toMatch(/busybox@.*sample-policy:pass/));
    const described = await chainctl('cluster', 'records', 'describe', 'busybox', '--cluster', id);
    expect(described).toContain(`Verification for ${tutorial}@${set.digest} --`);
    expect(described).toContain('  - The cosign claims were validated');
    expect(described).toContain('Signed by dev@example.test, vouched for by ');
  });

  test('step 9: with the label, what is unsigned is refused in these words', async () => {
    await kubectl('label', 'ns', 'default', 'policy.sigstore.dev/include=true', '--overwrite');
    const refused = await kubectl('run', 'not-signed', '--image=ubuntu').catch(String);
    expect(refused).toMatch(
      /Error from server \(BadRequest\): admission webhook "enforcer\.chainguard\.dev" denied the request: validation failed: no matching signatures:\n: spec\.containers\[0\]\.image\nindex\.docker\.io\/library\/ubuntu@sha256:[0-9a-f]{64}/,
    );
    await kubectl('run', 'signed', `--image=${tutorial}`);
  });

  test('what was refused is known to the platform: the pod, the image, who wanted it, and why', async () => {
    await soon(async () => {
      const refused = await chainctl('cluster', 'denials', 'list', id, '-o', 'wide');
      expect(refused).toMatch(
        /Pod default\/not-signed \| index\.docker\.io\/library\/ubuntu@sha256:[0-9a-f]{64} \| sample-policy: nobody has signed it/,
      );
      expect(refused).toMatch(/kubernetes-admin|admin/);
    });
  });
});
