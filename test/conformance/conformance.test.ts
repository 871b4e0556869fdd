// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const folder = process.env['CONFORMANCE_CASES'] ?? '../shared/cases/sigstore-conformance';
const cases = existsSync(folder)
  ? readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];
const client = 'test/conformance/client.ts';
const beacon =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const actions = 'https://token.actions.githubusercontent.com';

/** Why each case is refused; what is not named here is a log entry that is wrong. */
const reasons: { [name: string]: string } = {
  'bundle-empty-certificate-chain_fail': 'malformed',
  'bundle-with-root-cert_fail': 'certificate-invalid',
  'integrated-time-in-future_fail': 'certificate-invalid',
  'intoto-set-outside-signing-cert-validity_fail': 'certificate-invalid',
  'invalid-inclusion-proof_fail': 'malformed',
  'managed-key-wrong-key_fail': 'error:03000072:digital envelope routines::decode error',
  'rekor2-no-inclusion-proof_fail': 'malformed',
  'rekor2-timestamp-outside-trust-root-tsa-validity_fail': 'timestamp-invalid',
  'rekor2-timestamp-payload-mismatch_fail': 'timestamp-invalid',
  'rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail': 'time-unproven',
  'trust-root-tlog-missing-validity-start_fail':
    'log https://log2025-alpha1.rekor.sigstage.dev does not',
  'wrong-material_fail': 'other-image',
};

/** Runs the client on a case, as the suite does; resolves to its exit code and what it said. */
async function run(name: string, subject?: string): Promise<{ code: unknown; said: string }> {
  const file = (each: string) => join(folder, name, each);
  const text = (each: string, otherwise: string) =>
    existsSync(file(each)) ? readFileSync(file(each), 'utf8').trim() : otherwise;
  const artifact = existsSync(file('artifact')) ? file('artifact') : join(folder, 'a.txt');
  const args = [
    ...['verify-bundle', '--bundle', file('bundle.sigstore.json')],
    ...(existsSync(file('key.pub'))
      ? ['--key', file('key.pub')]
      : [
          '--certificate-identity',
          text('identity', beacon),
          '--certificate-oidc-issuer',
          text('issuer', actions),
        ]),
    ...(existsSync(file('trusted_root.json')) ? ['--trusted-root', file('trusted_root.json')] : []),
    subject ?? artifact,
  ];
  return promisify(execFile)(process.execPath, [client, ...args]).then(
    () => ({ code: 0, said: '' }),
    ({ code, stderr }) => ({ code, said: String(stderr) }),
  );
}

describe.skipIf(cases.length === 0)(`sigstore-conformance, in ${folder}`, () => {
  test.each(cases.filter((name) => !name.endsWith('_fail')))('%s is verified', async (name) => {
    expect(await run(name)).toEqual({ code: 0, said: '' });
  });

  test.each(cases.filter((name) => name.endsWith('_fail')))('%s is refused', async (name) => {
    const { code, said } = await run(name);
    expect(code).toBe(1);
    expect(said).toContain(`Error: ${reasons[name] ?? 'log-entry-invalid'}`);
  });

  test('an artifact may be given as its digest alone', async () => {
    const bytes = readFileSync(join(folder, 'a.txt'));
    const digest = createHash('sha256').update(bytes).digest('hex');
    expect(await run('happy-path-v0.3', `sha256:${digest}`)).toEqual({ code: 0, said: '' });
    const other = await run('happy-path-v0.3', `sha256:${'0'.repeat(64)}`);
    expect(other.said).toContain('it is about another image');
  });
});
