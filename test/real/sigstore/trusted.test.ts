// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Typist, typistAnywhere } from '../../fixtures/chainctl/typist.ts';
import { type TufMirror, tufMirror } from '../../fixtures/tuf/mirror.ts';
import { type TufRepository, tufRepository } from '../../fixtures/tuf/repository.ts';
import { describeReal } from '../needs.ts';
import { cosign } from './cosign.ts';
import { pushImage } from './image.ts';
import { type Registry, startRegistry } from './registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from './stack.ts';

const target = 'trusted_root.json';
const later = { now: Date.now() + 2 * 3_600_000 };

describeReal('What private sigstores signed, believed by TUF', ['reg', ...sigstoreParts()], () => {
  let ours: Sigstore;
  let theirs: Sigstore;
  let registry: Registry;
  let repository: TufRepository;
  let mirror: TufMirror;
  let ada: Typist;
  let signedByUs: string;
  let signedByThem: string;
  let mirrored: string[];

  /** An image that the sigstore has just signed, keyless, with the real cosign. */
  async function signed(sigstore: Sigstore, name: string): Promise<string> {
    const { digest } = await pushImage({ host: registry.host, name }, 'v1', name);
    const image = `${registry.host}/${name}@${digest}`;
    const config = sigstore.signingConfig({ log: 'rekor2', timestamp: true });
    const token = await sigstore.issuers.token('email');
    await cosign(3, [
      ...['sign', '-y', '--allow-http-registry', '--trusted-root', sigstore.trustedRoot],
      ...['--signing-config', config, '--identity-token', token, image],
    ]);
    return image;
  }
  const verify = (image: string, ...flags: string[]) =>
    ada.type(['images', 'verify', image, ...mirrored, ...flags]);
  const rootOf = (sigstore: Sigstore) => readFileSync(sigstore.trustedRoot, 'utf8');

  beforeAll(async () => {
    [ours, theirs, registry, ada] = await Promise.all([
      startSigstore(),
      startSigstore(),
      startRegistry(),
      typistAnywhere(),
    ]);
    signedByUs = await signed(ours, 'acme/app');
    signedByThem = await signed(theirs, 'acme/other');
    repository = tufRepository();
    repository.publish({ [target]: rootOf(ours) });
    mirror = await tufMirror(repository);
    const root = await ada.file('root.json', repository.root);
    mirrored = ['--tuf-mirror', mirror.url, '--tuf-root', root];
  });
  afterAll(async () => {
    await Promise.all([ours?.close(), theirs?.close(), registry?.stop(), mirror?.close()]);
    await ada?.leave();
  });

  test('an image verifies by the root of the mirror, and by no other', async () => {
    const { code, out, err } = await verify(signedByUs);
    expect(code, err).toBe(0);
    expect(out).toContain('Signed by dev@example.test');
    expect((await verify(signedByThem)).code).toBe(1);
    expect((await ada.type(['images', 'verify', signedByUs, '--offline'])).code).toBe(1);
  });

  test('a TrustRoot with this mirror beside a policy is believed, fetched by its own URL', async () => {
    const base64 = Buffer.from(repository.root).toString('base64');
    const identities = '[{issuerRegExp: ".*", subject: "dev@example.test"}]';
    const file = await ada.file(
      'policy.yaml',
      `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata: {name: private}
spec:
  images: [{glob: "**"}]
  authorities: [{keyless: {trustRootRef: ours, identities: ${identities}}}]
---
apiVersion: policy.sigstore.dev/v1alpha1
kind: TrustRoot
metadata: {name: ours}
spec: {remote: {mirror: "${mirror.url}", root: ${base64}}}
`,
    );
    const test = (image: string) => ada.type(['policies', 'test', '-f', file, '--image', image]);
    expect((await test(signedByUs)).code).toBe(0);
    expect((await test(signedByThem)).code).toBe(1);
  });

  test('a repository that somebody else began is refused, and the last good root decides', async () => {
    const wrong = tufRepository();
    wrong.rotate();
    wrong.publish({ [target]: rootOf(theirs) });
    mirror.serve(wrong);
    const args = ['images', 'verify', signedByThem, ...mirrored];
    const { code, err } = await ada.type(args, later);
    expect(code).toBe(1);
    expect(err).toContain('Warning: the default trust root was not refreshed: it is not signed by');
    expect((await verify(signedByUs)).code).toBe(0);
    mirror.serve(repository);
  });

  test('a root of the next version, by a new key, is taken up by us as by the real cosign', async () => {
    repository.rotate();
    repository.publish({ [target]: rootOf(theirs) });
    await ada.type(['images', 'verify', signedByUs, ...mirrored], {
      now: later.now + 2 * 3_600_000,
    });
    expect((await verify(signedByThem)).code).toBe(0);
    expect((await verify(signedByUs)).code).toBe(1);

    const env = { HOME: join(ours.folder, 'home') };
    const [, url = '', , root = ''] = mirrored;
    await cosign(3, ['initialize', '--mirror', url, '--root', root], env);
    const { stdout } = await cosign(
      3,
      [
        ...['verify', '--allow-http-registry', '--certificate-identity', 'dev@example.test'],
        ...['--certificate-oidc-issuer', `${theirs.issuers.url}/email`, signedByThem],
      ],
      env,
    );
    expect(stdout).toContain(signedByThem.split('@')[1]);
  });
});
