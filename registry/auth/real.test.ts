// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseReference } from '../../core/policy/reference.ts';
import { basicOf } from '../../test/fixtures/registry/guard.ts';
import { describeReal } from '../../test/real/needs.ts';
import { pushImage } from '../../test/real/sigstore/image.ts';
import { type Registry as Server, startRegistry } from '../../test/real/sigstore/registry.ts';
import type { Credential } from '../credentials/credential.ts';
import { openRegistry, type Registry } from '../registry.ts';

describeReal('A real registry that guards its images', ['reg'], () => {
  let server: Server;
  let registry: Registry;
  beforeEach(() => {
    registry = openRegistry({ reach: 'private' });
  });
  afterEach(async () => {
    registry.close();
    await server.stop();
  });

  const me = (password = server.password): Credential => ({
    kind: 'basic',
    username: server.user,
    password,
  });
  const resolve = (tag: string, credential?: Credential) =>
    registry.resolve(parseReference(`${server.host}/acme/app:${tag}`), async () => credential);
  const refused = { kind: 'trouble', trouble: { reason: 'refused' } };

  const authorizations = {
    basic: async () => basicOf(server.user, server.password),
    token: async () => {
      const scope = 'repository:acme/app:pull,push';
      const answer = await fetch(`http://${server.host}/token?service=test&scope=${scope}`, {
        headers: { authorization: basicOf(server.user, server.password) },
      });
      return `Bearer ${(await answer.json()).token}`;
    },
  };

  test.each(['basic', 'token'] as const)('with %s authentication', async (auth) => {
    server = await startRegistry({ auth });
    const authorization = await authorizations[auth]();
    const to = { host: server.host, name: 'acme/app', authorization };
    const { digest } = await pushImage(to, 'v1', 'app');
    expect(await resolve('v1', me())).toEqual({ kind: 'found', digest });
    expect(await resolve('v2', me())).toEqual({ kind: 'absent' });
    expect(await resolve('v1', me('guess'))).toMatchObject(refused);
    expect(await resolve('v1')).toMatchObject(refused);
    const subject = { digest, repository: `${server.host}/acme/app`, tagPrefix: '' };
    const evidence = await registry.collect(subject, async () => me());
    expect(evidence).toMatchObject({ found: [], trouble: [] });
  });
});
