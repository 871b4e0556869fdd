// SPDX-License-Identifier: Apache-2.0
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { Refusal } from './refusal.ts';
import type { Log } from './trust.ts';

type Proof = NonNullable<TransparencyLogEntry['inclusionProof']>;
const signatureLine = /^\u2014 (\S+) (\S+)$/;

/**
 * Holds an inclusion proof to what its checkpoint says (C2SP tlog-checkpoint). `@sigstore/verify` proves
 * the checkpoint's own root and takes any part of the log's URL for its name; the proof's root and size
 * must be the same, and the name, in the first line and beside the log's signature, the log's host.
 * @throws Refusal `log-entry-invalid`
 */
export function checkCheckpoint(proof: Proof, log: Log): void {
  const text = proof.checkpoint?.envelope ?? '';
  const end = text.indexOf('\n\n');
  const [origin = '', size = '', root = ''] = text.slice(0, Math.max(end, 0)).split('\n');
  demand('the proof’s tree size is not the checkpoint’s', size, proof.treeSize);
  demand('the proof’s root is not the checkpoint’s', root, proof.rootHash.toString('base64'));
  const names = hostsOf(log.baseURL);
  const [name = ''] = origin.split(' - ', 1);
  if (!names.includes(name)) demand('the checkpoint is another log’s', names[0] ?? '', origin);
  const hint = log.logID.subarray(0, 4);
  for (const line of text.slice(end + 2).split('\n')) {
    const [, signer = '', bytes = ''] = signatureLine.exec(line) ?? [];
    if (!Buffer.from(bytes, 'base64').subarray(0, 4).equals(hint)) continue;
    if (!names.includes(signer)) {
      demand('the checkpoint is signed in another log’s name', names[0] ?? '', signer);
    }
  }
}

function demand(message: string, expected: string, got: string): void {
  if (expected === got) return;
  throw new Refusal('log-entry-invalid', message, { expected, got: got.slice(0, 200) });
}

/** What a log may call itself: its URL's host without the port (as cosign wants it), or with it. */
function hostsOf(baseUrl: string): string[] {
  const url = URL.parse(baseUrl);
  return url === null ? [baseUrl] : [url.hostname, url.host];
}
