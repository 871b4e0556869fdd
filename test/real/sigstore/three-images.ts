// SPDX-License-Identifier: Apache-2.0
import { type Typist, typistAnywhere } from '../../fixtures/chainctl/typist.ts';
import { cosign } from './cosign.ts';
import { pushImage } from './image.ts';
import { startRegistry } from './registry.ts';
import { type Sigstore, startSigstore } from './stack.ts';

/** The walkthrough's registry with three images in it, and a newcomer before chainctl. */
export interface ThreeImages {
  newcomer: Typist;
  sigstore: Sigstore;
  /** As the walkthrough names its image, by tag. */
  images: { unsigned: string; signedByAda: string; signedByCi: string };
  /** Who signed the second and the third. */
  ada: { issuer: string; subject: string };
  ci: { issuer: string; subject: string };
  /** What makes chainctl go to that registry, and believe that sigstore. */
  flags: string[];
  close: () => Promise<void>;
}

/** Pushes the images and has the real cosign 3 sign two of them, as two different people. */
export async function threeImages(): Promise<ThreeImages> {
  const [sigstore, registry] = await Promise.all([startSigstore(), startRegistry()]);
  const newcomer = await typistAnywhere();
  const name = (image: string) => `ada/enforce-tutorial/${image}`;
  const push = async (image: string, by?: 'email' | 'gha') => {
    const { digest } = await pushImage({ host: registry.host, name: name(image) }, 'latest', image);
    if (by !== undefined) {
      const config = sigstore.signingConfig({ log: 'rekor2', timestamp: true });
      await cosign(3, [
        ...['sign', '-y', '--allow-http-registry', '--trusted-root', sigstore.trustedRoot],
        ...['--signing-config', config, '--identity-token', await sigstore.issuers.token(by)],
        `${registry.host}/${name(image)}@${digest}`,
      ]);
    }
    return `ttl.sh/${name(image)}`;
  };
  const { url } = sigstore.issuers;
  return {
    newcomer,
    sigstore,
    images: {
      unsigned: await push('busybox'),
      signedByAda: await push('signed', 'email'),
      signedByCi: await push('ci', 'gha'),
    },
    ada: { issuer: `${url}/email`, subject: 'dev@example.test' },
    ci: {
      issuer: `${url}/gha`,
      subject: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
    },
    flags: [
      ...['--registry-mirror', `ttl.sh=http://${registry.host}`],
      ...['--trusted-root', sigstore.trustedRoot],
    ],
    close: async () => {
      await Promise.all([sigstore.close(), registry.stop(), newcomer.leave()]);
    },
  };
}
