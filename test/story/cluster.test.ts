// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Person,
  personAt,
  type RunningHome,
  startHome,
} from '../fixtures/story/running-home.ts';
import { type Cluster, startCluster } from '../real/cluster/cluster.ts';
import { clusterParts } from '../real/cluster/components.ts';
import { describeReal } from '../real/needs.ts';
import { cosign } from '../real/sigstore/cosign.ts';
import { pushImage } from '../real/sigstore/image.ts';
import { type Registry, startRegistry } from '../real/sigstore/registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from '../real/sigstore/stack.ts';

const parts = [...new Set([...clusterParts(), ...sigstoreParts(), 'reg' as const])];
/** The walkthrough's own image; `$USER` is ada. */
const tutorial = 'ttl.sh/ada/enforce-tutorial/busybox';

describeReal('The walkthrough with a cluster, steps 3 to 9', parts, () => {
  let folder: string;
  let home: RunningHome;
  let ada: Person;
  let sigstore: Sigstore;
  let registry: Registry;
  let cluster: Cluster;
  let group: string;
  let digest: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'enforce-story-'));
    [sigstore, registry, home] = await Promise.all([
      startSigstore(),
      startRegistry(),
      startHome(join(folder, 'data'), ['--downloads', 'own']),
    ]);
    const { host } = registry;
    const mirrors = ['ttl.sh', 'index.docker.io'].map((name) => `${name}=http://${host}`);
    cluster = await startCluster({ registries: { reach: 'private', mirrors } }, [
      ...mirrors.flatMap((mirror) => ['--registry-mirror', mirror]),
      ...['--trusted-root', sigstore.trustedRoot],
    ]);
    ada = await personAt(home);
    digest = (await pushImage({ host, name: 'ada/enforce-tutorial/busybox' }, 'latest', 'busybox'))
      .digest;
    await pushImage({ host, name: 'library/ubuntu' }, 'latest', 'ubuntu');
  });
  afterAll(async () => {
    await cluster?.close();
    await Promise.all([ada?.leave(), home?.stop(), registry?.stop(), sigstore?.close()]);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const env = () => ({ KUBECONFIG: cluster.kubeconfig });
  const chainctl = async (...args: string[]) => {
    const said = await ada.chainctl(args, { env: env() });
    expect(said, args.join(' ')).toMatchObject({ code: 0 });
    return said.out;
  };
  const kubectl = (...args: string[]) => cluster.kubectl(args);
  /** Waits for what the agent does by itself. */
  const soon = (what: () => Promise<void>) => vi.waitFor(what, { timeout: 40_000, interval: 500 });
  const records = () => chainctl('cluster', 'records', 'list', id);
  let id = '';

  test('steps 1 and 2: ada logs in and makes a group', async () => {
    const { code } = await ada.shell(
      `wget -q -O - --post-data email=ada@example.com ${home.url}/dev/token | chainctl auth login --identity-token -`,
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
    const policy = join(ada.folder, 'sample-policy.yaml');
    await copyFile(new URL('./files/sample-policy.yaml', import.meta.url), policy);
    const made = await chainctl(
      ...['policies', 'create', 'sample-policy', '--group', group, '-f', policy],
    );
    expect(made).toMatch(/^Created policy [0-9a-f]{40}\/[0-9a-f]{16}\n$/);
  });

  test('step 5: the agent is installed, and the cluster is known', async () => {
    const { code, out, err } = await ada.chainctl(
      ['cluster', 'install', `--group=${group}`, '-y'],
      {
        env: env(),
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
    await soon(async () => expect(await records()).toContain(`${tutorial}@${digest}`));
    const { err, out } = await ada.chainctl(['cluster', 'records', 'list', id], { env: env() });
    expect(out).toMatch(new RegExp(`${tutorial}@${digest}.*uncovered`));
    expect(err).toContain('"ttl.sh/**" would');
  });

  test('the glob is mended as proposed, and the image is flagged', async () => {
    const file = join(ada.folder, 'mended.yaml');
    const written = await readFile(new URL('./files/sample-policy.yaml', import.meta.url), 'utf8');
    await writeFile(file, written.replace('“ttl.sh/*”', '"ttl.sh/**"'));
    const editor = { ...env(), EDITOR: `cp ${file}` };
    const edited = await ada.chainctl(['policies', 'edit', 'sample-policy'], { env: editor });
    expect(edited).toMatchObject({ code: 0 });
    await soon(async () => expect(await records()).toMatch(/busybox@.*sample-policy:fail/));
    const described = await chainctl('cluster', 'records', 'describe', 'busybox', '--cluster', id);
    expect(described).toContain('nobody has signed it');
    expect(described).toContain(`cosign sign ${tutorial}@${digest}`);
  });

  test('steps 7 and 8: it is signed, the flag clears by itself, and who signed is told', async () => {
    const reference = `${registry.host}/ada/enforce-tutorial/busybox@${digest}`;
    const config = sigstore.signingConfig({ log: 'rekor2', timestamp: true });
    const token = await sigstore.issuers.token('email');
    await cosign(3, [
      ...['sign', '-y', '--allow-http-registry', '--identity-token', token],
      ...['--trusted-root', sigstore.trustedRoot, '--signing-config', config, reference],
    ]);
    await soon(async () => expect(await records()).toMatch(/busybox@.*sample-policy:pass/));
    const described = await chainctl('cluster', 'records', 'describe', 'busybox', '--cluster', id);
    expect(described).toContain(`Verification for ${tutorial}@${digest} --`);
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
});
