// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { TrustRootSpec } from '../../core/policy/trust-root.ts';
import { sigstoreFile } from '../../test/fixtures/sigstore.ts';
import { tufMirror } from '../../test/fixtures/tuf/mirror.ts';
import { type Entry, packed } from '../../test/fixtures/tuf/packed.ts';
import { tufRepository } from '../../test/fixtures/tuf/repository.ts';
import { openTrustRoot } from './trust-root.ts';

const ours = sigstoreFile('trusted_root.json');
const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');
const within = { reach: 'private' } as const;

/** What a spec gives: the URLs of its CAs, or why there are none. */
async function given(spec: TrustRootSpec): Promise<string[] | string> {
  const root = await openTrustRoot(spec, within);
  await root.refresh();
  const trusted = root.current();
  await root.close();
  return 'trust' in trusted ? trusted.trust.certificateAuthorities : trusted.fault;
}
const authorities = ['http://127.0.0.1:5555'];

const repository = tufRepository();
repository.publish({ 'trusted_root.json': ours, 'ours.json': ours });
const entries: Entry[] = [...repository.files].map(([name, content]) => ({ name, content }));
const carried = async (list: Entry[], more: object = {}) =>
  given({
    repository: {
      root: base64(repository.root),
      mirrorFS: base64(gzipSync(await packed(list))),
      targets: 'targets',
      ...more,
    },
  });

test('a repository that the resource carries gives its trusted root', async () => {
  expect(await carried(entries)).toEqual(authorities);
});

test('a folder around it, named repository, is left out, as upstream packs it', async () => {
  const inside = entries.map((entry) => ({ ...entry, name: `./repository/${entry.name}` }));
  expect(await carried([{ name: 'repository/', type: 'directory' }, ...inside])).toEqual(
    authorities,
  );
});

test('targets and trustedRootTarget say where the trusted root lies', async () => {
  const moved = entries.map((entry) => ({
    ...entry,
    name: entry.name.replace('targets/', 'elsewhere/'),
  }));
  const more = { targets: 'elsewhere', trustedRootTarget: 'ours.json' };
  expect(await carried(moved, more)).toEqual(authorities);
  expect(await carried(entries, more)).toContain('lacks a file');
  expect(await carried(entries, { trustedRootTarget: 'none.json' })).toContain(
    'no target none.json',
  );
});

test('an archive that could write elsewhere, or be read in two ways, is refused', async () => {
  const extra: [Entry, string][] = [
    [{ name: '../timestamp.json', content: '{}' }, 'leads out of it'],
    [{ name: 'targets/../../x', content: '{}' }, 'leads out of it'],
    [{ name: '/etc/passwd', content: '{}' }, 'leads out of it'],
    [{ name: 'targets\\x', content: '{}' }, 'leads out of it'],
    [{ name: 'link', type: 'symlink', linkname: '/etc/passwd' }, 'neither a file nor a folder'],
    [{ name: 'link', type: 'link', linkname: 'timestamp.json' }, 'neither a file nor a folder'],
    [{ name: 'pipe', type: 'fifo' }, 'neither a file nor a folder'],
    [{ name: 'timestamp.json', content: '{}' }, 'a file twice'],
  ];
  for (const [entry, why] of extra) {
    expect(await carried([...entries, entry]), entry.name).toContain(why);
  }
});

test('an archive that is too large, holds too much, or is none is refused', async () => {
  const many = Array.from({ length: 1_001 }, (_, at) => ({ name: `f${at}`, content: '' }));
  expect(await carried(many)).toContain('more than 1000 things');
  const of = (mirrorFS: Buffer) =>
    given({ repository: { root: base64(repository.root), mirrorFS: base64(mirrorFS) } });
  expect(await of(gzipSync(Buffer.alloc(20_000_000)))).toContain('once unpacked');
  expect(await of(gzipSync('no archive'.repeat(100)))).toContain('no tar archive');
  expect(await of(gzipSync((await packed(entries)).subarray(0, 1_500)))).toContain(
    'no tar archive',
  );
  expect(await of(Buffer.from('none'))).toContain('no gzip');
});

test('a repository that has expired, or that another root vouches for, is refused', async () => {
  const old = tufRepository();
  const yesterday = new Date(Date.now() - 86_400_000);
  old.publish({ 'trusted_root.json': ours }, { expires: { timestamp: yesterday } });
  const list = [...old.files].map(([name, content]) => ({ name, content }));
  expect(await carried(list, { root: base64(old.root) })).toContain('has expired (timestamp.json)');
  expect(await carried(list)).toContain('not signed by those');
  expect(await carried(entries, { root: base64('{}') })).toContain('cannot be read');
});

test('a mirror is asked by refresh; until then, and where it fails, there is a fault', async () => {
  const mirror = await tufMirror(repository);
  const remote = { mirror: `${mirror.url}/`, root: base64(repository.root) };
  try {
    const root = await openTrustRoot({ remote }, within);
    expect(root.current()).toMatchObject({
      fault: expect.stringContaining('nothing was read yet'),
    });
    expect(await root.refresh()).toEqual({ kind: 'fresh' });
    expect(root.current()).toHaveProperty('trust');
    expect(await given({ remote: { ...remote, trustedRootTarget: 'ours.json' } })).toEqual(
      authorities,
    );
    expect(await given({ remote: { ...remote, targets: 'elsewhere' } })).toContain('lacks a file');
    const elsewhere = { ...remote, targets: '//tuf.example.com/x' };
    expect(await given({ remote: elsewhere })).toContain('not below it');
  } finally {
    await mirror.close();
  }
  expect(await given({ remote: { ...remote, mirror: 'http://127.0.0.1:1' } })).toContain(
    'did not answer',
  );
});

test('keys that are spelled out and cannot be read are a fault that names them', async () => {
  const certificateAuthorities = [{ uri: 'https://ca.example.com', certChain: base64('none') }];
  expect(await given({ sigstoreKeys: { certificateAuthorities } })).toContain(
    'certificate authority https://ca.example.com cannot be read',
  );
});
