// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeReal } from '../needs.ts';
import { cosign } from './cosign.ts';
import { pushImage } from './image.ts';
import { type Registry, startRegistry } from './registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from './stack.ts';

describeReal('A private sigstore', ['reg', ...sigstoreParts()], () => {
  let sigstore: Sigstore;
  let registry: Registry;
  let image: string;
  const flags = () => ['--trusted-root', sigstore.trustedRoot, '--allow-http-registry'];
  const verify = (identity: string) =>
    cosign(3, [
      ...['verify', ...flags(), '--use-signed-timestamps', '--certificate-identity', identity],
      ...['--certificate-oidc-issuer', `${sigstore.issuers.url}/email`, image],
    ]);

  beforeAll(async () => {
    [sigstore, registry] = await Promise.all([startSigstore(), startRegistry()]);
    const { digest } = await pushImage({ host: registry.host, name: 'acme/app' }, 'v1', 'app');
    image = `${registry.host}/acme/app@${digest}`;
  });
  afterAll(() => Promise.all([sigstore?.close(), registry?.stop()]));

  test('signs with the real cosign, and the real cosign verifies', async () => {
    const config = sigstore.signingConfig({ log: 'rekor2', timestamp: true });
    const token = await sigstore.issuers.token('email');
    await cosign(3, [
      ...['sign', '-y', ...flags(), '--signing-config', config, '--identity-token', token, image],
    ]);
    const { stdout } = await verify('dev@example.test');
    expect(stdout).toContain(image.split('@')[1]);
  });

  test('is believed by nobody about an identity that did not sign', async () => {
    await expect(verify('other@example.test')).rejects.toThrow(
      /expected SAN value "other@example.test", got "dev@example.test"/,
    );
  });
});
