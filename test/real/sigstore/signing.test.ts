// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeReal } from '../needs.ts';
import { allLogs, refusedCase, signingCases } from './cases.ts';
import { type Holdings, holdings } from './holdings.ts';
import { type Registry, startRegistry } from './registry.ts';
import { makeSigner, push, type Signer, sign } from './sign.ts';
import { sigstoreParts, startSigstore } from './stack.ts';

const parts = ['reg', 'cosign2', ...sigstoreParts(allLogs)] as const;

describeReal('The real cosign 2 and 3', [...parts], () => {
  let signer: Signer;
  let registry: Registry;
  beforeAll(async () => {
    signer = await makeSigner(await startSigstore({ logs: allLogs }));
    registry = await startRegistry();
  });
  afterAll(() => Promise.all([signer?.sigstore.close(), registry?.stop()]));

  test.concurrent.each(signingCases)('$name leaves a $leaves', async (wanted) => {
    const digest = await push(registry.host, wanted);
    await sign(signer, registry.host, wanted, digest);
    const held = await holdings(registry.host, `lab/${wanted.name}`, digest);
    expect(left(held, digest)).toEqual([wanted.leaves]);
  });

  test('Rekor v2 refuses what cosign 2 writes into it, since 2.3.0', async () => {
    const digest = await push(registry.host, refusedCase);
    await expect(sign(signer, registry.host, refusedCase, digest)).rejects.toThrow(
      /invalid type, must be hashedrekord/,
    );
  });

  test('without the referrers API cosign 3 leaves an index under a tag', async () => {
    const plain = await startRegistry({ referrers: false });
    try {
      const wanted = signingCases.find(({ name }) => name === 'v3-keyless-r2');
      if (wanted === undefined) throw new Error('no such case');
      const digest = await push(plain.host, wanted);
      await sign(signer, plain.host, wanted, digest);
      const answer = await fetch(
        `http://${plain.host}/v2/lab/${wanted.name}/manifests/${digest.replace(':', '-')}`,
      );
      expect((await answer.json()).manifests[0].artifactType).toBe(
        'application/vnd.dev.sigstore.bundle.v0.3+json',
      );
    } finally {
      await plain.stop();
    }
  });
});

/** In a case's words, what there is about a digest. */
function left({ referrers, tags }: Holdings, digest: string): string[] {
  const kinds: Record<string, string> = {
    'application/vnd.dev.sigstore.bundle.v0.3+json': 'bundle referrer',
    'application/vnd.dev.cosign.artifact.sig.v1+json': 'layer referrer',
  };
  const own = tags.filter((tag) => tag.startsWith(digest.replace(':', '-')));
  return [
    ...referrers.map(({ artifactType }) => kinds[String(artifactType)] ?? String(artifactType)),
    ...own.map((tag) => `${tag.split('.')[1]} tag`),
  ];
}
