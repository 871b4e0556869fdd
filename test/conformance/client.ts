// SPDX-License-Identifier: Apache-2.0
// Speaks the client protocol of sigstore-conformance. Exit code 0: verified; 1: refused. usage:
// verify-bundle --bundle FILE (--certificate-identity ID --certificate-oidc-issuer URL | --key PEM)
//   [--trusted-root FILE] FILE_OR_DIGEST
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import { publicKeysOf } from '../../core/evidence/public-key.ts';
import type { Signer } from '../../core/evidence/signer.ts';
import { parseTrustedRoot } from '../../core/evidence/trust.ts';
import { verifyFound } from '../../core/evidence/verify.ts';

function verifyBundle(args: string[]): void {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      bundle: text,
      'certificate-identity': text,
      'certificate-oidc-issuer': text,
      key: text,
      'trusted-root': text,
    },
  });
  const [verb, subject] = positionals;
  if (verb !== 'verify-bundle' || subject === undefined || values.bundle === undefined) {
    throw new Error('usage: verify-bundle --bundle FILE … FILE_OR_DIGEST');
  }
  const root = values['trusted-root'];
  const trust =
    root === undefined ? publicGoodTrust() : parseTrustedRoot(readFileSync(root, 'utf8'));
  const bytes = readFileSync(values.bundle);
  const result = verifyFound({ kind: 'bundle', digest: digestOf(bytes), bytes }, imageOf(subject), {
    signer:
      values.key === undefined
        ? { kind: 'keyless', ca: trust, ignoreSct: false }
        : { kind: 'key', keys: publicKeysOf(readFileSync(values.key, 'utf8')) },
    log: { mode: 'required', trust },
    timestamp: { mode: 'accepted', trust },
  });
  if (result.outcome === 'rejected') {
    const { reason, message, expected, got } = result;
    throw new Error(`${reason}: ${[message, expected, got].filter(Boolean).join('; ')}`);
  }
  if (values.key === undefined) {
    checkSigner(result.signer, values['certificate-identity'], values['certificate-oidc-issuer']);
  }
}

const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const imageOf = (subject: string): string =>
  /^sha256:[0-9a-f]{64}$/.test(subject) ? subject : digestOf(readFileSync(subject));

function checkSigner(
  signer: Signer,
  identity: string | undefined,
  issuer: string | undefined,
): void {
  const names = signer.kind === 'keyless' ? signer.subjects.map(({ value }) => value) : [];
  if (identity === undefined || !names.includes(identity)) {
    throw new Error(`other-identity: signed by ${names.join(', ')}, not ${identity}`);
  }
  if (signer.kind === 'keyless' && signer.issuer === issuer) return;
  throw new Error(`other-identity: signed by somebody of another issuer than ${issuer}`);
}

try {
  verifyBundle(process.argv.slice(2));
} catch (error) {
  console.error(`Error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
