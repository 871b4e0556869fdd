// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { getTrustedRoot } from '@sigstore/tuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Listening } from '../../fixtures/auth/listening.ts';
import { describeReal } from '../needs.ts';
import { cosign } from './cosign.ts';
import { pushImage } from './image.ts';
import { type Registry, startRegistry } from './registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from './stack.ts';
import { makeTuf, startMirror } from './tuf.ts';

describeReal('A TUF mirror of a private sigstore', ['reg', ...sigstoreParts()], () => {
  let sigstore: Sigstore;
  let registry: Registry;
  let mirror: Listening;
  let folder: string;
  beforeAll(async () => {
    [sigstore, registry] = await Promise.all([startSigstore(), startRegistry()]);
    folder = join(sigstore.folder, 'tuf');
    makeTuf(folder, {
      'trusted_root.json': sigstore.trustedRoot,
      'signing_config.v0.2.json': sigstore.signingConfig({ log: 'rekor2', timestamp: true }),
    });
    mirror = await startMirror(folder);
  });
  afterAll(() => Promise.all([sigstore?.close(), registry?.stop(), mirror?.close()]));

  test('gives its trusted root to @sigstore/tuf', async () => {
    const root = await getTrustedRoot({
      mirrorURL: mirror.url,
      rootPath: join(folder, 'root.json'),
      cachePath: join(sigstore.folder, 'tuf-cache'),
    });
    expect(root.tlogs.map(({ baseUrl }) => baseUrl)).toEqual([sigstore.logUrl('rekor2')]);
  });

  test('once it is told of the mirror, cosign signs and verifies without further flags', async () => {
    const { digest } = await pushImage({ host: registry.host, name: 'acme/app' }, 'v1', 'app');
    const image = `${registry.host}/acme/app@${digest}`;
    const env = { HOME: join(sigstore.folder, 'home') };
    const root = join(folder, 'root.json');
    await cosign(3, ['initialize', '--mirror', mirror.url, '--root', root], env);
    const token = await sigstore.issuers.token('email');
    const sign = ['sign', '-y', '--allow-http-registry', '--identity-token', token, image];
    await cosign(3, sign, env);
    const { stdout } = await cosign(
      3,
      [
        ...['verify', '--allow-http-registry', '--certificate-identity', 'dev@example.test'],
        ...['--certificate-oidc-issuer', `${sigstore.issuers.url}/email`, image],
      ],
      env,
    );
    expect(stdout).toContain(digest);
  });
});
