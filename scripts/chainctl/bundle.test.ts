// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformAt } from '../../chainctl/build.ts';
import { type Verifier, verifier } from '../../test/fixtures/chainctl/verifier.ts';
import { packed } from '../../test/fixtures/tuf/packed.ts';
import { bundle } from './bundle.ts';
import { provenance } from './provenance.ts';

/** What is loaded when it is needed has to be there in the bundle as it is in the source. */
let folder: string;
let entry: string;
let ada: Verifier;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-bundle-'));
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const platform = platformAt('https://enforce.example.com');
  const build = { ...provenance(root), target: 'linux/amd64', platform };
  ({ entry } = await bundle(root, folder, build));
  ada = await verifier();
});
afterAll(async () => {
  await ada.leave();
  await rm(folder, { recursive: true, force: true });
});

const chainctl = async (...args: string[]) => chainctlAfter('', ...args);

const chainctlAfter = async (script: string, ...args: string[]) => {
  const before = `data:text/javascript,${encodeURIComponent(script)}`;
  return promisify(execFile)(process.execPath, ['--import', before, entry, ...args], {
    env: { HOME: ada.folder, PATH: process.env['PATH'] },
    timeout: 60_000,
  });
};

test('the bundle refreshes a trust root over TUF', async () => {
  const { stdout, stderr } = await chainctl('images', 'verify', ada.image, ...ada.mirrored);
  expect(stderr).toBe('');
  expect(stdout).toContain('Signed by ');
});

test('the bundle unpacks the repository that a TrustRoot carries', async () => {
  const files = [...ada.repository.files].map(([name, content]) => ({ name, content }));
  const mirrorFS = gzipSync(await packed(files)).toString('base64');
  const root = Buffer.from(ada.repository.root).toString('base64');
  const keyless = {
    trustRootRef: 'ours',
    identities: [{ issuerRegExp: '.*', subjectRegExp: '.*' }],
  };
  const documents = [
    {
      kind: 'ClusterImagePolicy',
      metadata: { name: 'signed' },
      spec: { images: [{ glob: '**' }], authorities: [{ keyless }] },
    },
    {
      kind: 'TrustRoot',
      metadata: { name: 'ours' },
      spec: { repository: { root, targets: 'targets', mirrorFS } },
    },
  ].map((each) => JSON.stringify({ apiVersion: 'policy.sigstore.dev/v1alpha1', ...each }));
  const policy = await ada.file('policy.yaml', documents.join('\n---\n'));
  const { stdout } = await chainctl(
    ...['policies', 'test', '-f', policy, '--image', ada.image, '--offline'],
  );
  expect(stdout).toContain(' passes');
});

test('the bundle writes YAML', async () => {
  const { stdout: manifests } = await chainctl('cluster', 'print-config');
  expect(manifests).toMatch(/^apiVersion: v1\nkind: Namespace\n/);
  expect(manifests).toContain('--control-plane=https://enforce.example.com');
});

test('the bundle verifies without compiling code that it would run once', async () => {
  const telling = `globalThis.Function = new Proxy(Function, {
    construct: (made, parts) => (console.error('compiled'), Reflect.construct(made, parts)),
  });`;
  const given = ['images', 'verify', ada.image, '--trusted-root', ada.trustedRoot];
  const { stdout, stderr } = await chainctlAfter(telling, ...given);
  expect(stderr).toBe('');
  expect(stdout).toContain('Signed by ');
  await expect(chainctlAfter(`${telling} new Function('')`, 'version')).resolves.toMatchObject({
    stderr: 'compiled\n',
  });
});
