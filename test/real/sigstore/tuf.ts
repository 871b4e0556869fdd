// SPDX-License-Identifier: Apache-2.0
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalize } from '@tufjs/canonical-json';

const tenYears = 3650 * 86_400_000;

/**
 * Writes a TUF repository with consistent snapshots, one Ed25519 key for all roles, and the files
 * as its targets (name in the repository → path). Any static server makes a mirror of the folder;
 * clients begin with its `root.json`.
 */
export function makeTuf(folder: string, targets: Record<string, string>): void {
  mkdirSync(join(folder, 'targets'), { recursive: true });
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw.toString('hex') } };
  const id = digest(Buffer.from(canonicalize(key)));
  const role = { keyids: [id], threshold: 1 };
  const write = (names: string[], type: string, content: object) => {
    const bytes = signed(id, privateKey, type, content);
    for (const name of names) writeFileSync(join(folder, name), bytes);
    return { version: 1, ...described(bytes) };
  };

  write(['1.root.json', 'root.json'], 'root', {
    consistent_snapshot: true,
    keys: { [id]: key },
    roles: { root: role, timestamp: role, snapshot: role, targets: role },
  });
  const listed = Object.entries(targets).map(([name, path]) => {
    const bytes = readFileSync(path);
    writeFileSync(join(folder, 'targets', `${digest(bytes)}.${name}`), bytes);
    writeFileSync(join(folder, 'targets', name), bytes);
    return [name, described(bytes)];
  });
  const meta = write(['1.targets.json'], 'targets', { targets: Object.fromEntries(listed) });
  const snapshot = write(['1.snapshot.json'], 'snapshot', { meta: { 'targets.json': meta } });
  write(['timestamp.json'], 'timestamp', { meta: { 'snapshot.json': snapshot } });
}

function signed(id: string, key: KeyObject, type: string, content: object): Buffer {
  const body = {
    _type: type,
    spec_version: '1.0.31',
    version: 1,
    expires: new Date(Date.now() + tenYears).toISOString().replace(/\.\d+Z/, 'Z'),
    ...content,
  };
  const sig = sign(null, Buffer.from(canonicalize(body)), key).toString('hex');
  return Buffer.from(JSON.stringify({ signatures: [{ keyid: id, sig }], signed: body }));
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const described = (bytes: Buffer) => ({ length: bytes.length, hashes: { sha256: digest(bytes) } });
