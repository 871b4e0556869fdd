// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { fileIn, type Workflow, workflowOf } from '../fixtures/ci/documented.ts';
import { github } from '../fixtures/ci/github.ts';
import { type RunningHome, startHome } from '../fixtures/story/running-home.ts';
import { read } from '../house/tree.ts';
import { program } from '../real/build/cache.ts';
import { describeReal } from '../real/needs.ts';
import { pushImage } from '../real/sigstore/image.ts';
import { type Registry, startRegistry } from '../real/sigstore/registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from '../real/sigstore/stack.ts';

vi.setConfig({ testTimeout: 300_000 });

const repository = 'my-org/my-repo';
const signedBy = `${repository}/.github/workflows/image.yml@refs/heads/main`;

describeReal(
  'The workflow that signs an image and verifies it',
  ['reg', ...sigstoreParts()],
  () => {
    let folder: string;
    let home: RunningHome;
    let sigstore: Sigstore;
    let registry: Registry;
    let hub: Awaited<ReturnType<typeof github>>;
    let workflow: Workflow;
    let pushed = 0;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'enforce-image-'));
      [home, sigstore, registry] = await Promise.all([
        startHome(join(folder, 'data')),
        startSigstore(),
        startRegistry(),
      ]);
      const config = join(folder, 'config.yaml');
      const mirrors = [`ghcr.io=http://${registry.host}`];
      await writeFile(
        config,
        stringify({ trust: { 'trusted-root': sigstore.trustedRoot }, registry: { mirrors } }),
      );
      hub = await github(
        (_subject, aud) => sigstore.issuers.token('gha', { aud, job_workflow_ref: signedBy }),
        {
          'docker/login-action': async () => ({}),
          'docker/build-push-action': async () => {
            pushed += 1;
            const place = { host: registry.host, name: repository };
            return { digest: (await pushImage(place, 'latest', `build ${pushed}`)).digest };
          },
          'sigstore/cosign-installer': async () => ({ path: await cosignHere() }),
        },
        { CHAINCTL_CONFIG: config },
      );
      // The public instance and its names are not to be reached here: this sigstore takes its part.
      const text = fileIn(read('docs/automation.md'), '.github/workflows/image.yml')
        .replace('https://enforce.example.com', home.url)
        .replace(/^( {2}SIGNER: ).*$/m, '$1none')
        .replace('https://token.actions.githubusercontent.com', `${sigstore.issuers.url}/gha`);
      workflow = workflowOf(text);
    });
    afterAll(async () => {
      await hub?.close();
      await Promise.all([sigstore?.close(), registry?.stop(), home?.stop()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    });

    /** The real cosign, which signs at this sigstore and pushes to this registry. */
    async function cosignHere(): Promise<string> {
      const place = join(folder, 'bin');
      await mkdir(place, { recursive: true });
      const flags = `--allow-http-registry --trusted-root ${sigstore.trustedRoot} --signing-config ${sigstore.signingConfig({ log: 'rekor2', timestamp: true })}`;
      const script = `#!/bin/bash
verb=$1; shift
exec ${program('cosign3')} "$verb" ${flags} "\${@/ghcr.io/${registry.host}}"
`;
      await writeFile(join(place, 'cosign'), script);
      await chmod(join(place, 'cosign'), 0o755);
      return place;
    }

    /** A commit whose policies want this workflow to have signed. */
    async function commit(subject: string): Promise<string> {
      const workspace = await mkdtemp(join(folder, 'commit-'));
      const identities = [{ issuer: `${sigstore.issuers.url}/gha`, subject }];
      const policy = {
        apiVersion: 'policy.sigstore.dev/v1beta1',
        kind: 'ClusterImagePolicy',
        metadata: { name: 'signed' },
        spec: {
          images: [{ glob: 'ghcr.io/my-org/**' }],
          authorities: [{ keyless: { url: 'https://fulcio.sigstore.dev', identities } }],
        },
      };
      await mkdir(join(workspace, 'policies'));
      await writeFile(join(workspace, 'policies', 'signed.yaml'), stringify(policy));
      return workspace;
    }

    test('signs as itself; who signed is verified, and the policies let the image pass', async () => {
      const workspace = await commit(`https://github.com/${signedBy}`);
      const { image } = await hub.run(workflow, { repository, workspace });
      expect(image?.result, image?.log).toBe('success');
      expect(image?.log).toContain(`Signed by https://github.com/${signedBy}, vouched for by`);
      expect(image?.log).toMatch(/ghcr\.io\/my-org\/my-repo@sha256:[0-9a-f]{64} passes/);
    });

    test('fails where the policies want somebody else, and where nobody has signed', async () => {
      const workspace = await commit(
        'https://github.com/my-org/other/.github/workflows/x.yml@main',
      );
      const { image } = await hub.run(workflow, { repository, workspace });
      expect(image?.result).toBe('failure');
      expect(image?.log).toContain(`signed by https://github.com/${signedBy}`);
      const unsigned = structuredClone(workflow);
      const steps = unsigned.jobs['image']?.steps ?? [];
      steps.splice(
        steps.findIndex(({ run }) => run?.startsWith('cosign sign')),
        1,
      );
      const careless = await hub.run(unsigned, { repository, workspace });
      expect(careless['image']?.result).toBe('failure');
      expect(careless['image']?.steps.find(({ code }) => code !== 0)?.what).toBe('Who signed it');
      expect(careless['image']?.log).toContain('nobody has signed it');
    });
  },
);
