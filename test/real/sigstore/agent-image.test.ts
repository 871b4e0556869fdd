// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Credential } from '../../../registry/credentials/credential.ts';
import { root } from '../../../scripts/bundle/modules.ts';
import { type Signer, signer } from '../../../scripts/deploy/sign.ts';
import { openDestination } from '../../../scripts/image/destination.ts';
import { type Image, makeImage } from '../../../scripts/image/image.ts';
import { digestOf } from '../../../scripts/image/layer.ts';
import { pushImage } from '../../../scripts/image/push.ts';
import { type Typist, typistAnywhere } from '../../fixtures/chainctl/typist.ts';
import { imageMissing, titled } from '../image/needs-image.ts';
import { describeReal } from '../needs.ts';
import { cosign } from './cosign.ts';
import { type Registry, type RegistryOptions, startRegistry } from './registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from './stack.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const subject = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const anonymously = async (): Promise<Credential | undefined> => undefined;
const digestsOf = (image: Image) => image.manifests.map(({ digest }) => digest);

const started: Registry[] = [];
const start = async (options: RegistryOptions = {}): Promise<Registry> => {
  const registry = await startRegistry(options);
  started.push(registry);
  return registry;
};
afterAll(() => Promise.all(started.map((each) => each.stop())));

describe.skipIf(imageMissing())(titled("The agent's image"), () => {
  let image: Image;
  beforeAll(async () => {
    image = await makeImage(root);
  });

  describeReal('in a registry', ['reg'], () => {
    test('comes back as it was pushed, under its tag; a second time there is nothing to do', async () => {
      const { host } = await start();
      const destination = await openDestination(`${host}/acme/agent`, anonymously);
      expect(await pushImage(image, destination, 'v1', undefined)).toBe(true);
      expect(await pushImage(image, destination, 'v1', undefined)).toBe(false);
      const get = async (place: string) => {
        const answer = await fetch(`http://${host}/v2/acme/agent/${place}`);
        return digestOf(new Uint8Array(await answer.arrayBuffer()));
      };
      expect(await get('manifests/v1')).toBe(image.index.digest);
      for (const digest of image.contents.keys()) {
        const kind = digestsOf(image).includes(digest) ? 'manifests' : 'blobs';
        expect(await get(`${kind}/${digest}`)).toBe(digest);
      }
    });

    test.each(['basic', 'token'] as const)(
      'is taken from who may push, and from nobody else (%s)',
      async (auth) => {
        const { host, user, password } = await start({ auth });
        const repository = `${host}/acme/agent`;
        const stranger = await openDestination(repository, anonymously);
        await expect(pushImage(image, stranger, 'v1', undefined)).rejects.toThrow(
          `${host} does not let us write to acme/agent`,
        );
        const destination = await openDestination(repository, async () => ({
          kind: 'basic',
          username: user,
          password,
        }));
        expect(await pushImage(image, destination, 'v1', undefined)).toBe(true);
      },
    );
  });

  describeReal('signed keyless', ['reg', ...sigstoreParts(['rekor1'])], () => {
    let sigstore: Sigstore;
    let ann: Typist;
    beforeAll(async () => {
      [sigstore, ann] = await Promise.all([startSigstore({ logs: ['rekor1'] }), typistAnywhere()]);
    });
    afterAll(() => Promise.all([sigstore?.close(), ann?.leave()]));
    const workflow = async (): Promise<Signer> =>
      signer(
        { issuer: `${sigstore.issuers.url}/gha`, subject },
        {
          fulcioURL: sigstore.services.fulcio,
          rekorURL: sigstore.logUrl('rekor1'),
          identityToken: await sigstore.issuers.token('gha'),
        },
      );
    const identity = (by = subject) => [
      ...['--certificate-identity', by, '--trusted-root', sigstore.trustedRoot],
      ...['--certificate-oidc-issuer', `${sigstore.issuers.url}/gha`],
    ];

    test.each([true, false])(
      'is verified by chainctl and by cosign 3, the index and each platform (referrers: %s)',
      async (referrers) => {
        const { host } = await start({ referrers });
        const repository = `${host}/acme/agent`;
        const destination = await openDestination(repository, anonymously);
        expect(await pushImage(image, destination, 'v1', undefined)).toBe(true);
        expect(await pushImage(image, destination, 'v1', await workflow()), 'unsigned').toBe(true);
        expect(await pushImage(image, destination, 'v1', await workflow()), 'signed').toBe(false);
        for (const digest of digestsOf(image)) {
          const name = `${repository}@${digest}`;
          const ours = await ann.type(['images', 'verify', name, ...identity()]);
          expect(ours.code, ours.err).toBe(0);
          expect(ours.out).toContain(subject);
          const other = await ann.type(['images', 'verify', name, ...identity(`${subject}x`)]);
          expect(other.code).toBe(1);
          const flags = [...identity(), '--allow-http-registry', name];
          await cosign(3, ['verify', ...flags]);
          const attested = await cosign(3, ['verify-attestation', '--type', 'spdxjson', ...flags]);
          expect(attested.stdout).toContain('"payload"');
        }
        const strange = [...identity(`${subject}x`), '--allow-http-registry'];
        const name = `${repository}@${image.index.digest}`;
        await expect(cosign(3, ['verify', ...strange, name])).rejects.toThrow();
      },
    );
  });
});
