// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { root } from '../../../scripts/bundle/modules.ts';
import { makeImage } from '../../../scripts/image/image.ts';
import { startAgentProcess } from '../../fixtures/agent/agent.ts';
import { missing } from '../build/cache.ts';
import { startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { run } from '../program.ts';
import { containerOf, type Readable, readImage, unpackInto } from './container.ts';
import { imageMissing, titled } from './needs-image.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const lacksCluster = missing(clusterParts());

describe.skipIf(imageMissing())(
  titled("The agent in its image's root, which it only reads"),
  () => {
    let folder: string;
    let image: Readable;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'enforce-root-'));
      await chmod(folder, 0o755);
      const made = await makeImage(root);
      image = await readImage(made, process.arch === 'arm64' ? 'arm64' : 'amd64');
      await unpackInto(folder, image);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    const inside = async (...args: string[]) =>
      promisify(execFile)(...containerOf(folder, image, args)).catch(
        (failed: { stdout: string; stderr: string }) => failed,
      );

    test('says in a line what it lacks when there is no cluster around it', async () => {
      const { stdout } = await inside();
      const [line = ''] = stdout.split('\n');
      expect(JSON.parse(line)).toMatchObject({ severity: 'ERROR' });
      expect(line).toMatch(/cluster|kubeconfig/i);
    });

    test('names a flag that it does not know', async () => {
      const { stdout } = await inside('--frobnicate');
      expect(stdout).toContain('--frobnicate');
    });

    test.skipIf(lacksCluster.length > 0)(
      `answers for its health and judges in a real cluster, as nobody in particular (needs ${clusterParts().join(', ')})`,
      async () => {
        const cluster = await startCluster();
        try {
          const agent = await startAgentProcess(
            cluster,
            ['--offline', '--state', '/var/lib/enforce'],
            (kubeconfig, args) => {
              const inner = ['--kubeconfig', '/tmp/kubeconfig', ...args];
              return run(...containerOf(folder, image, inner, kubeconfig));
            },
          );
          expect(await agent.metric('enforce_resident_bytes')).toBeGreaterThan(1e7);
          expect(agent.program.output()).not.toMatch(/EROFS|EACCES|"ERROR"/);
          await agent.stop();
        } finally {
          await cluster.close();
        }
      },
    );
  },
);
