// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectKube } from '../../../agent/kube.ts';
import { agentNamespace, serviceAccount } from '../../../agent/names.ts';
import { exchange } from '../../../core/api/auth.ts';
import { createRootGroup } from '../../../core/api/groups.ts';
import { createInvite } from '../../../core/api/invites.ts';
import { createPolicy } from '../../../core/api/policies.ts';
import { gulfstream } from '../../../core/iam/roles.ts';
import { prepare } from '../../fixtures/agent/agent.ts';
import { layCode } from '../../fixtures/agent/enrolled.ts';
import { policyDocument } from '../../fixtures/policy.ts';
import { identityToken, startHome } from '../../fixtures/story/running-home.ts';
import type { Cluster } from '../../real/cluster/cluster.ts';
import { calls } from '../fleet/call.ts';
import { startAgent } from './guard.ts';
import { type Spread, spread } from './load.ts';
import type { Supply } from './supply.ts';

const policies = 60;

/** From the request that creates a policy to the first review that is refused by it, in milliseconds. */
export async function propagation(supply: Supply): Promise<Spread & { policies: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'enforce-bench-'));
  const home = await startHome(join(folder, 'home'));
  const call = calls(home.url);
  const login = async () =>
    (await call(exchange, {}, await identityToken(home, 'owner@example.com'))).token;
  const token = await login();
  const { id: root } = await call(createRootGroup, { group: { name: 'bench' } }, token);
  const { code } = await call(createInvite, { group: root, role: gulfstream.id }, token);
  const guard = await startAgent(supply, (cluster) => enrolled(cluster, code, home.url, folder));
  const { admit } = guard.asking;
  try {
    const times: number[] = [];
    for (let n = -1; n < policies; n += 1) {
      const name = `policy-${n + 2}`;
      const image = `${supply.meter.host}/${name}/app@sha256:${'0'.repeat(64)}`;
      const document = policyDocument(name, `${supply.meter.host}/${name}/**`);
      const begun = performance.now();
      await call(createPolicy, { parent: root, policy: { document } }, token);
      while (!(await admit([image])).message.includes(`policy ${name}:`)) await wait(5);
      // The first one also waits for the agent to have registered.
      if (n >= 0) times.push(performance.now() - begun);
      // Where in the agent's round a change falls is left to chance.
      await wait(Math.random() * 100);
    }
    return { ...spread(times), policies };
  } finally {
    await guard.close();
    await home.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** What has the agent of a cluster register with the home: a code, and its service account's token. */
async function enrolled(cluster: Cluster, code: string, url: string, folder: string) {
  const kube = await connectKube({ kubeconfig: cluster.kubeconfig });
  await prepare(kube);
  await layCode(kube, code);
  kube.close();
  const of = ['token', serviceAccount, '-n', agentNamespace, '--audience', url];
  const file = join(folder, 'token');
  await writeFile(file, await cluster.kubectl(['create', ...of, '--duration', '1h']));
  return ['--control-plane', url, '--token-file', file, '--private'];
}
