// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run as runAction } from '../../../action/run.ts';
import { demandSignature } from '../../../chainctl/release/signature.ts';
import { parseTrustedRoot, type Trust } from '../../../core/evidence/trust.ts';
import { download } from '../../../functions/local/downloads.ts';
import { fileBlobs } from '../../../ports/blobs/embedded.ts';
import { ownTarget } from '../../../scripts/chainctl/targets.ts';
import { signDownload } from '../../../scripts/deploy/publish.ts';
import { signer, signerHere } from '../../../scripts/deploy/sign.ts';
import { listening } from '../../fixtures/auth/listening.ts';
import { describeReal } from '../needs.ts';
import { type Sigstore, sigstoreParts, startSigstore } from './stack.ts';

describeReal('A release of chainctl, signed keyless', sigstoreParts(['rekor1']), () => {
  let sigstore: Sigstore;
  let trust: Trust;
  let folder: string;
  beforeAll(async () => {
    sigstore = await startSigstore({ logs: ['rekor1'] });
    trust = parseTrustedRoot(readFileSync(sigstore.trustedRoot, 'utf8'));
    folder = await mkdtemp(join(tmpdir(), 'enforce-release-'));
  });
  afterAll(async () => {
    await sigstore?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('is taken from the workflow that signed it, for these bytes, and from nobody else', async () => {
    const identity = {
      issuer: `${sigstore.issuers.url}/gha`,
      subject: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
    };
    const blobs = fileBlobs(folder);
    const bytes = Buffer.from('an executable');
    await blobs.put('downloads/chainctl_Linux_x86_64', bytes, { contentType: 'x/y' });
    await signDownload(
      blobs,
      'chainctl_Linux_x86_64',
      signer(identity, {
        fulcioURL: sigstore.services.fulcio,
        rekorURL: sigstore.logUrl('rekor1'),
        identityToken: await sigstore.issuers.token('gha'),
      }),
    );
    const found = await blobs.read('downloads/chainctl_Linux_x86_64.sigstore.json');
    const bundle = await buffer(found?.bytes ?? Readable.from([]));
    const sha256 = hash('sha256', bytes);
    await expect(demandSignature(bundle, sha256, identity, trust)).resolves.toBeUndefined();

    const refused = (...[b, s, i, t]: Parameters<typeof demandSignature>) =>
      expect(demandSignature(b, s, i, t)).rejects.toThrow('not signed as it should be');
    await refused(bundle, hash('sha256', 'another'), identity, trust);
    await refused(bundle, sha256, { ...identity, subject: `${identity.subject}x` }, trust);
    await refused(bundle, sha256, { ...identity, issuer: 'https://other.example' }, trust);
    await refused(bundle, sha256, identity, undefined as never);
    await refused(Buffer.from('{}'), sha256, identity, trust);
  });

  test('is installed by the GitHub Action for whoever names that workflow, and for nobody else', async () => {
    const file = ownTarget()?.file ?? '';
    const subject = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
    const identity = { issuer: `${sigstore.issuers.url}/gha`, subject };
    const blobs = fileBlobs(join(folder, 'action'));
    const bytes = Buffer.from('an executable for this machine');
    const files = { [file]: { sha256: hash('sha256', bytes) } };
    const release = { version: 'v1', commit: 'abc', date: '2026-11-29T00:00:00Z', files };
    await blobs.put(`downloads/${file}`, bytes, { contentType: 'x/y' });
    const json = Buffer.from(JSON.stringify(release));
    await blobs.put('downloads/metadata.json', json, { contentType: 'application/json' });
    const identityToken = await sigstore.issuers.token('gha');
    const { fulcio: fulcioURL } = sigstore.services;
    const rekorURL = sigstore.logUrl('rekor1');
    await signDownload(blobs, file, signer(identity, { fulcioURL, rekorURL, identityToken }));
    const platform = await listening();
    platform.serve((request, response) =>
      download(blobs, 'GET', request.url?.replace('/downloads/', '') ?? '', response),
    );

    const step = async (named: string) => {
      const place = await mkdtemp(join(folder, 'step-'));
      const lines: string[] = [];
      const env = {
        'INPUT_BASE-URL': platform.url,
        INPUT_SIGNER: named,
        'INPUT_SIGNER-ISSUER': identity.issuer,
        RUNNER_TOOL_CACHE: join(place, 'tools'),
        GITHUB_STATE: join(place, 'state'),
        GITHUB_OUTPUT: join(place, 'output'),
        GITHUB_PATH: join(place, 'path'),
      };
      const code = await runAction({ env, say: (line) => void lines.push(line), trust });
      return { code, log: lines.join('\n'), path: join(place, 'path') };
    };
    const taken = await step(subject);
    expect(taken.code, taken.log).toBe(0);
    expect(taken.log).toContain(`${file} v1 was signed by ${subject}`);
    const installed = join(readFileSync(taken.path, 'utf8').trim(), 'chainctl');
    expect(readFileSync(installed)).toEqual(bytes);
    const refused = await step(`${subject}x`);
    expect(refused.code).toBe(1);
    expect(refused.log).toContain(`${subject} signed it, and not ${subject}x`);
    await blobs.put(`downloads/${file}`, Buffer.from('another'), { contentType: 'x/y' });
    const swapped = await step(subject);
    expect(swapped.code).toBe(1);
    expect(swapped.log).toContain('is not what its checksum says');
    await platform.close();
  });
});

test('nothing signs outside a workflow, and in one the signature names it', async () => {
  expect(await signerHere({})).toBeUndefined();
  const workflow = 'acme/enforce/.github/workflows/deploy.yml@refs/heads/main';
  const env = { GITHUB_WORKFLOW_REF: workflow, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' };
  expect((await signerHere(env))?.identity).toEqual({
    issuer: 'https://token.actions.githubusercontent.com',
    subject: `https://github.com/${workflow}`,
  });
});
