// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { manifests } from '../../../agent/manifests/manifests.ts';
import { root } from '../../../scripts/bundle/modules.ts';
import { provenance } from '../../../scripts/chainctl/provenance.ts';
import { writeArchive } from '../../../scripts/image/archive.ts';
import { baseTree } from '../../../scripts/image/base.ts';
import { type Image, makeImage } from '../../../scripts/image/image.ts';
import { digestOf } from '../../../scripts/image/layer.ts';
import { architectures, readPinned } from '../../../scripts/image/pinned.ts';
import { sbomOf } from '../../../scripts/image/sbom.ts';
import { type Entry, readTar, type Tree, writeTar } from '../../../scripts/image/tree.ts';
import { type Readable, readImage } from './container.ts';
import { needsOf } from './needed.ts';
import { imageMissing, titled } from './needs-image.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const workload = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        securityContext: z.object({ runAsUser: z.number(), runAsGroup: z.number() }),
        containers: z.tuple([
          z.object({
            volumeMounts: z.array(z.object({ mountPath: z.string() })),
            ports: z.array(z.object({ containerPort: z.number() })),
          }),
        ]),
      }),
    }),
  }),
});

describe.skipIf(imageMissing())(titled("The agent's image"), () => {
  let folder: string;
  let image: Image;
  const read: { [architecture: string]: Readable } = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'enforce-image-'));
    image = await makeImage(root);
    for (const each of architectures) read[each] = await readImage(image, each);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const of = (architecture: string): Readable => {
    const found = read[architecture];
    if (found === undefined) throw new Error(`nothing for ${architecture}`);
    return found;
  };

  test('is the same, byte for byte, made by another process at another place of the world', async () => {
    const file = join(folder, 'one.tar');
    await writeArchive(image, file);
    const said = execFileSync(process.execPath, ['scripts/image.ts'], {
      cwd: root,
      env: { ...process.env, TZ: 'Asia/Tokyo', LC_ALL: 'C' },
    }).toString();
    const other = readFileSync(join(root, 'dist', `enforce-agent-${image.version}.tar`));
    expect(digestOf(other)).toBe(digestOf(readFileSync(file)));
    expect(said).toContain(image.index.digest);
    expect(said).toContain(`--image localhost/enforce-agent:${image.version}`);
  });

  test.each(architectures)(
    'stands for %s on a layer that is made of what is pinned',
    async (each) => {
      const pinned = readPinned()[each];
      expect(digestOf(await writeTar(await baseTree(pinned)))).toBe(pinned.layer.diffId);
      expect(of(each).config.rootfs.diff_ids[0]).toBe(pinned.layer.diffId);
    },
  );

  test('has the Node that the project pins', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const each of architectures) {
      const node = readPinned()[each].packages.find(({ from }) => from === 'npm');
      expect(node?.version).toBe(devDependencies.node);
    }
  });

  test.each([
    ['amd64', 62],
    ['arm64', 183],
  ] as const)('has for %s every library that is needed, for that machine', (each, machine) => {
    const { tree } = of(each);
    const programs = [...tree].filter(([, { kind }]) => kind === 'file').filter(isProgram);
    expect(programs.map(([path]) => path)).toContain('usr/bin/node');
    const there = new Set([...tree.keys()].map((path) => posix.basename(path)));
    for (const [path, entry] of programs) {
      const needs = needsOf(bytesOf(entry));
      expect(needs.machine, path).toBe(machine);
      expect(
        needs.libraries.filter((name) => !there.has(name)),
        path,
      ).toEqual([]);
      const loader = needs.interpreter?.slice(1);
      if (path === 'usr/bin/node') expect(resolved(tree, loader ?? '')?.kind).toBe('file');
    }
  });

  test('has whatever the manifests mount, run and open, and no more that can be written to', () => {
    const options = {
      api: 'https://a',
      issuer: 'https://a',
      image: 'i',
      failurePolicy: 'Fail',
    } as const;
    const { agent } = manifests({ ...options, profiles: ['observer', 'enforcer'], private: false });
    const { securityContext, containers } = workload.parse(agent).spec.template.spec;
    const { tree, config } = of('amd64');
    for (const { mountPath } of containers[0].volumeMounts) {
      expect(tree.get(mountPath.slice(1))?.kind, mountPath).toBe('folder');
    }
    const { runAsUser, runAsGroup } = securityContext;
    expect(config.config.User).toBe(`${runAsUser}:${runAsGroup}`);
    expect(contentOf(tree, 'etc/passwd')).toContain(`:${runAsUser}:${runAsGroup}:`);
    const open = [...tree].filter(([, each]) => each.kind !== 'link' && (each.mode & 0o022) !== 0);
    expect(open.map(([path]) => path)).toEqual(['tmp']);
  });

  test('says what it is, from what, and believes whom Node believes', () => {
    for (const each of architectures) {
      const { config, tree } = of(each);
      const { version, commit, date } = provenance(root);
      expect([config.os, config.architecture, config.created]).toEqual(['linux', each, date]);
      expect(config.config.Env).toContain(`ENFORCE_VERSION=${version}`);
      expect(config.config.Labels).toMatchObject({
        'org.opencontainers.image.licenses': 'Apache-2.0',
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.revision': commit,
        'org.opencontainers.image.created': date,
      });
      const believed = contentOf(tree, 'etc/ssl/certs/ca-certificates.crt');
      expect(believed.match(/BEGIN CERTIFICATE/g)?.length).toBe(rootCertificates.length);
      expect(contentOf(tree, 'usr/lib/os-release')).toContain('VERSION_ID="12"');
    }
  });

  test('has the terms of all that it is made of, and a list of that', () => {
    for (const platform of image.platforms) {
      const { tree } = of(platform.architecture);
      const list = sbom.parse(sbomOf(image, platform));
      const names = list.packages.map(({ name }) => name);
      const debian = ['base-files', 'gcc-12-base', 'libc6', 'libgcc-s1', 'libstdc++6'];
      expect(names).toEqual(expect.arrayContaining(['node', 'zod', 'tuf-js', ...debian]));
      expect(names).not.toContain('esbuild');
      expect(new Set(list.packages.map(({ SPDXID }) => SPDXID)).size).toBe(names.length);
      expect(list.relationships).toHaveLength(names.length);
      expect(list.packages[0]?.checksums?.[0]?.checksumValue).toBe(
        platform.manifest.digest.replace('sha256:', ''),
      );
      for (const each of debian) {
        expect(tree.get(`var/lib/dpkg/status.d/${each}`)?.kind).toBe('file');
        expect(resolved(tree, `usr/share/doc/${each}/copyright`)?.kind, each).toBe('file');
      }
      expect(contentOf(tree, 'usr/share/doc/enforce/LICENSE')).toContain('Apache License');
      expect(tree.get('usr/share/doc/node/LICENSE')?.kind).toBe('file');
    }
  });

  test('is an archive that says its name where clusters load it', async () => {
    const file = join(folder, 'named.tar');
    await writeArchive(image, file);
    const tree = await readTar(readFileSync(file));
    const index = JSON.parse(contentOf(tree, 'index.json'));
    expect(index.manifests).toEqual([
      expect.objectContaining({
        digest: image.index.digest,
        annotations: expect.objectContaining({
          'io.containerd.image.name': `localhost/enforce-agent:${image.version}`,
        }),
      }),
    ]);
    expect(JSON.parse(contentOf(tree, 'oci-layout'))).toEqual({ imageLayoutVersion: '1.0.0' });
    for (const [path, entry] of tree) {
      const [, hex] = /^blobs\/sha256\/(.+)$/.exec(path) ?? [];
      if (hex !== undefined) expect(digestOf(bytesOf(entry))).toBe(`sha256:${hex}`);
    }
  });
});

const sbom = z.object({
  spdxVersion: z.literal('SPDX-2.3'),
  packages: z.array(
    z.object({
      SPDXID: z.string().regex(/^SPDXRef-[A-Za-z0-9.-]+$/),
      name: z.string(),
      versionInfo: z.string().min(1),
      checksums: z.array(z.object({ checksumValue: z.string() })).optional(),
      externalRefs: z.tuple([z.object({ referenceLocator: z.string().startsWith('pkg:') })]),
    }),
  ),
  relationships: z.array(z.object({ relatedSpdxElement: z.string() })),
});

const bytesOf = (entry: Entry | undefined): Uint8Array =>
  entry?.kind === 'file' ? entry.bytes : new Uint8Array();

const contentOf = (tree: Tree, path: string): string =>
  Buffer.from(bytesOf(tree.get(path))).toString();

const isProgram = ([, entry]: [string, Entry]): boolean =>
  Buffer.from(bytesOf(entry).subarray(0, 4)).toString('latin1') === '\x7fELF';

/** What is at the path, when links on the way are followed. */
function resolved(tree: Tree, path: string): Entry | undefined {
  const found = tree.get(path);
  if (found?.kind === 'link') return resolved(tree, linked(path, found.target));
  if (found !== undefined || !path.includes('/')) return found;
  const above = posix.dirname(path);
  const link = tree.get(above);
  if (link?.kind !== 'link') return undefined;
  return resolved(tree, posix.join(linked(above, link.target), posix.basename(path)));
}

const linked = (path: string, target: string): string =>
  posix.join(target.startsWith('/') ? '/' : `/${posix.dirname(path)}`, target).slice(1);
