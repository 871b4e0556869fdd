// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseReference } from '../../core/policy/reference.ts';
import { blob } from '../../test/fixtures/registry/content.ts';
import { certify, makeKey } from '../../test/real/certificate.ts';
import { openRegistry } from '../registry.ts';
import type { Settings } from '../settings.ts';

const { digest } = blob('an image');
const openssl = (() => {
  try {
    return /^OpenSSL 3/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
})();

describe.skipIf(!openssl)(`A registry with TLS${openssl ? '' : ' (install openssl 3)'}`, () => {
  let server: Server;
  let folder = '';
  let ca = '';
  let port = 0;
  let asked = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'enforce-tls-'));
    const key = makeKey(folder, 'server', 'P-256');
    const extensions = ['subjectAltName=DNS:registry.example,IP:127.0.0.1'];
    const { certificate } = certify(folder, 'server', { key, subject: '/CN=r', extensions });
    ca = readFileSync(certificate, 'utf8');
    server = createServer({ cert: ca, key: readFileSync(key.private) }, (_, response) => {
      asked += 1;
      response.writeHead(200, { 'docker-content-digest': digest }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const resolve = async (host: string, more: Partial<Settings> = {}) => {
    asked = 0;
    const registry = openRegistry({
      reach: 'private',
      clock: { now: Date.now, wait: async () => undefined },
      lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      ...more,
    });
    const image = parseReference(`${host}:${port}/app:v1`);
    const resolved = await registry.resolve(image, async () => undefined);
    registry.close();
    return resolved;
  };
  const message = expect.stringContaining('shows a certificate that is not trusted here');
  const unreachable = { kind: 'trouble', trouble: { reason: 'unreachable', message } };

  test('is read if its authority is known by settings', async () => {
    expect(await resolve('registry.example', { ca: [ca] })).toEqual({ kind: 'found', digest });
  });

  test('is not read if its authority is unknown, not even on this machine or as an exception', async () => {
    expect(await resolve('registry.example')).toMatchObject(unreachable);
    expect(await resolve('127.0.0.1')).toMatchObject(unreachable);
    const plainHttp = [`registry.example:${port}`];
    expect(await resolve('registry.example', { plainHttp })).toMatchObject(unreachable);
    expect(asked).toBe(0);
  });

  test('is not read under another name', async () => {
    expect(await resolve('other.example', { ca: [ca] })).toMatchObject(unreachable);
    expect(asked).toBe(0);
  });

  test('is spoken to with TLS on this machine too', async () => {
    expect(await resolve('127.0.0.1', { ca: [ca] })).toEqual({ kind: 'found', digest });
  });
});

test('a host that is no exception is never spoken to without TLS', async () => {
  const said: Buffer[] = [];
  const server = createTcp((socket) => {
    socket.on('data', (chunk) => said.push(chunk));
    socket.on('error', () => undefined);
    setTimeout(() => socket.destroy(), 50);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const registry = openRegistry({
    reach: 'private',
    clock: { now: Date.now, wait: async () => undefined },
    lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  const image = parseReference(`registry.example:${port}/app:v1`);
  const resolved = await registry.resolve(image, async () => undefined);
  expect(resolved).toMatchObject({ trouble: { reason: 'unreachable' } });
  expect(Buffer.concat(said).toString('latin1')).not.toContain('HTTP/1.1');
  registry.close();
  server.close();
});
