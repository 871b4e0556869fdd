// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Demand } from '../../../core/evidence/demand.ts';
import type { Evidence } from '../../../core/evidence/evidence.ts';
import { publicKeysOf } from '../../../core/evidence/public-key.ts';
import { parseTrustedRoot, type Trust } from '../../../core/evidence/trust.ts';
import { verifyEvidence } from '../../../core/evidence/verify.ts';
import { openRegistry } from '../../../registry/registry.ts';
import { decided } from '../../evidence/decided.ts';
import { demandingOf, type Named } from '../../evidence/demanding.ts';
import { names, stamped, unlogged } from '../../evidence/expected.ts';
import { newKey } from '../../fixtures/policy/pretended.ts';
import { describeReal } from '../needs.ts';
import { allLogs, refusedCase, type SigningCase, signingCases } from './cases.ts';
import { type Holdings, holdings } from './holdings.ts';
import { type Registry, startRegistry } from './registry.ts';
import { makeSigner, push, type Signer, sign } from './sign.ts';
import { sigstoreParts, startSigstore } from './stack.ts';

const parts = ['reg', 'cosign2', ...sigstoreParts(allLogs)] as const;

describeReal('What the real cosign 2 and 3 signed just now', [...parts], () => {
  const reader = openRegistry({ reach: 'private' });
  let signer: Signer;
  let withReferrers: Registry;
  let tagsOnly: Registry;
  let trust: Trust;
  let keyless: Demand;
  let byKey: Demand;
  let named: Named;

  beforeAll(async () => {
    signer = await makeSigner(await startSigstore({ logs: allLogs }));
    withReferrers = await startRegistry();
    tagsOnly = await startRegistry({ referrers: false });
    trust = parseTrustedRoot(readFileSync(signer.sigstore.trustedRoot, 'utf8'));
    keyless = {
      signer: { kind: 'keyless', ca: trust, ignoreSct: false },
      log: { mode: 'required', trust },
      timestamp: { mode: 'accepted', trust },
    };
    const key = readFileSync(signer.key.public, 'utf8');
    byKey = { ...keyless, signer: { kind: 'key', keys: publicKeysOf(key) } };
    named = { issuers: signer.sigstore.issuers.url, key, otherKey: newKey().pem };
  });
  afterAll(async () => {
    reader.close();
    await Promise.all([signer?.sigstore.close(), withReferrers?.stop(), tagsOnly?.stop()]);
  });

  /** Signs as the case says, and reads what the registry then holds, with our own means. */
  async function signed({ host }: Registry, wanted: SigningCase): Promise<Evidence> {
    const digest = await push(host, wanted);
    await sign(signer, host, wanted, digest);
    const subject = { digest, repository: `${host}/lab/${wanted.name}`, tagPrefix: '' };
    return reader.collect(subject, async () => undefined);
  }

  test.concurrent.each(signingCases)(
    '$name: a $leaves, found, verified and decided about',
    async (row) => {
      const evidence = await signed(withReferrers, row);
      const held = await holdings(withReferrers.host, `lab/${row.name}`, evidence.digest);
      expect(left(held, evidence.digest)).toEqual([row.leaves]);
      expect(evidence).toMatchObject({ trouble: [], found: [{}] });
      const own = row.by === 'key' ? byKey : keyless;
      const logged = !unlogged.test(row.name);
      const ignored = { log: { mode: 'ignored' } } as const;
      const verify = (demand: Partial<Demand>) =>
        verifyEvidence(evidence, { ...own, ...demand })[0];

      const issuer = `${signer.sigstore.issuers.url}/${row.by}`;
      expect(verify(logged ? {} : ignored)).toMatchObject({
        outcome: 'verified',
        use: row.verb === 'sign' ? 'signature' : 'attestation',
        signer: row.by === 'key' ? { kind: 'key' } : { issuer, subjects: [names[row.by]] },
      });
      if (!logged) expect(verify({})).toMatchObject({ reason: 'log-entry-missing' });
      expect(verify({ ...ignored, timestamp: { mode: 'required', trust } })).toMatchObject(
        stamped.test(row.name) ? { outcome: 'verified' } : { reason: 'timestamp-missing' },
      );
      const other = (own === byKey ? keyless : byKey).signer;
      expect(verify({ ...ignored, signer: other })).toMatchObject({
        reason: 'other-kind-of-signer',
      });
      for (const [what, { spec, expected }] of Object.entries(demandingOf(row, named))) {
        expect(decided(spec, evidence, trust), what).toBe(expected);
      }
    },
  );

  test('a bundle is found too where there is no referrers API', async () => {
    const row = signingCases.find(({ name }) => name === 'v3-keyless-r2');
    if (row === undefined) throw new Error('no such case');
    const evidence = await signed(tagsOnly, row);
    expect(evidence.trouble).toEqual([]);
    expect(verifyEvidence(evidence, keyless)).toMatchObject([{ outcome: 'verified' }]);
  });

  test('Rekor v2 refuses what cosign 2 writes into it, since 2.3.0', async () => {
    const { host } = withReferrers;
    const digest = await push(host, refusedCase);
    await expect(sign(signer, host, refusedCase, digest)).rejects.toThrow(
      /invalid type, must be hashedrekord/,
    );
  });

  test('nothing of it counts at another sigstore', async () => {
    const row = signingCases.find(({ name }) => name === 'v3-keyless-r1');
    if (row === undefined) throw new Error('no such case');
    const evidence = await signed(withReferrers, row);
    const other = await startSigstore({ logs: ['rekor1'] });
    try {
      const ca = parseTrustedRoot(readFileSync(other.trustedRoot, 'utf8'));
      const demand: Demand = {
        signer: { kind: 'keyless', ca, ignoreSct: false },
        log: { mode: 'required', trust: ca },
        timestamp: { mode: 'accepted', trust: ca },
      };
      expect(verifyEvidence(evidence, demand)).toMatchObject([{ outcome: 'rejected' }]);
    } finally {
      await other.close();
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
