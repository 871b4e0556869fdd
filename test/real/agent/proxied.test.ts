// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { type Internet, startInternet } from '../../fixtures/story/internet.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { freePort } from '../ports.ts';
import { startRegistry } from '../sigstore/registry.ts';

vi.setConfig({ testTimeout: 120_000 });

describeReal(
  'A cluster that is let out through a proxy alone',
  ['reg', 'meter', ...clusterParts()],
  () => {
    let observed: Observed;
    let internet: Internet;
    const kubectl = (...args: string[]) => observed.kubectl(...args);
    const platform = ['--platform-url', 'https://platform.example', '--profiles', 'observer'];
    const behind = () => internet.env.HTTPS_PROXY.replace('//', '//user:word@');
    const ways = () => new Set(internet.proxy.asked.map(({ target }) => target));
    const deployment = () =>
      kubectl('get', '-n', 'gulfstream', 'deployment/controller', '-o', 'yaml');

    beforeAll(async () => {
      const port = await freePort();
      observed = await startObserved(startRegistry, { outside: { host: '127.0.0.1', port } });
      internet = await startInternet({
        'platform.example': `127.0.0.1:${port}`,
        'registry.example': observed.registry.host,
      });
      // The agent's processes find the authority of the hosts there.
      vi.stubEnv('NODE_EXTRA_CA_CERTS', internet.env.SSL_CERT_FILE);
    });
    afterAll(async () => {
      await observed?.close();
      await internet?.close();
      vi.unstubAllEnvs();
    });

    test('of a proxy that refuses the installation says so, and the doctor too', async () => {
      internet.proxy.instead(407);
      const flags = ['--https-proxy', internet.env.HTTPS_PROXY, '--timeout', '20s'];
      const { code, err } = await observed.install(...platform, ...flags);
      const why = `HTTPS_PROXY is set to ${internet.proxy.host}, which wants credentials (407)`;
      expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining(why) });
      expect((await observed.chainctl('doctor')).out).toContain(why);
      internet.proxy.instead(undefined);
    });

    test('registers, verifies and reports through it, with credentials out of a Secret', async () => {
      const flags = ['--https-proxy', behind(), '--no-proxy', 'direct.example', '--timeout', '90s'];
      const { code, err } = await observed.install(...platform, ...flags);
      expect({ code, err, agents: observed.cluster.agents() }).toMatchObject({ code: 0 });
      expect(await deployment()).not.toContain('word@');
      const image = await observed.pushed('good', false);
      const there = image.replace(observed.registry.host, 'registry.example');
      const policy = await observed.ann.file('there.yaml', denying('registry.example/**'));
      await observed.ann.get(
        'policies',
        'create',
        'there',
        '--group',
        observed.group,
        '-f',
        policy,
      );
      await kubectl('run', 'there', `--image=${there}`);
      await observed.becomes(there, { coverage: 'covered', outcome: 'deny', violation: true });
      await expect
        .poll(() => [...ways()].sort())
        .toEqual(['platform.example:443', 'registry.example:443']);
      const last = internet.proxy.asked.at(-1)?.authorization;
      expect(last).toBe(`Basic ${Buffer.from('user:word').toString('base64')}`);
    });

    test('an agent that is brought up to date keeps its proxy, and none takes it away', async () => {
      const flags = ['install', '-y', '--skip-invite', ...platform, '--timeout', '90s'];
      expect(await observed.chainctl(...flags)).toMatchObject({ code: 0 });
      const kept = await deployment();
      expect(kept).toMatch(/name: HTTPS_PROXY\n +valueFrom:\n +secretKeyRef:/);
      expect(kept).toContain(',direct.example');
      const secrets = () => kubectl('get', '-n', 'gulfstream', 'secrets', '-o', 'name');
      expect(await secrets()).toContain('secret/egress-proxy');
      const gone = ['--https-proxy', 'none', '--platform-url', observed.home.url];
      expect(await observed.chainctl(...flags, ...gone)).toMatchObject({ code: 0 });
      expect(await deployment()).not.toMatch(/PROXY|egress-proxy/);
      expect(await secrets()).not.toContain('egress-proxy');
    });
  },
);

/** A policy that nothing satisfies which nobody signed. */
const denying = (glob: string): string =>
  JSON.stringify({
    apiVersion: 'policy.sigstore.dev/v1beta1',
    kind: 'ClusterImagePolicy',
    metadata: { name: 'there' },
    spec: {
      images: [{ glob }],
      authorities: [{ keyless: { identities: [{ issuerRegExp: '.*', subjectRegExp: '.*' }] } }],
    },
  });
