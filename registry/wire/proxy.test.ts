// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseReference } from '../../core/policy/reference.ts';
import { type RunningProxy, startProxy } from '../../test/fixtures/egress-proxy.ts';
import { blob } from '../../test/fixtures/registry/content.ts';
import { memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage } from '../../test/fixtures/registry/push.ts';
import { certify, makeKey } from '../../test/real/certificate.ts';
import { openRegistry } from '../registry.ts';
import type { Settings } from '../settings.ts';
import { proxiesIn } from './proxies.ts';
import { openWire } from './send.ts';

const { digest } = blob('an image');
const openssl = (() => {
  try {
    return /^OpenSSL 3/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
})();

describe.skipIf(!openssl)(`Through a proxy${openssl ? '' : ' (install openssl 3)'}`, () => {
  let server: Server;
  let folder = '';
  let ca = '';
  let key = '';
  let seen: (string | undefined)[] = [];
  let proxy: RunningProxy;
  let plainPort = 0;
  /** Called instead of answering. */
  let slow: (() => void) | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'enforce-proxy-'));
    const made = makeKey(folder, 'server', 'P-256');
    const extensions = ['subjectAltName=DNS:registry.example,DNS:10.9.9.9,IP:127.0.0.1'];
    const { certificate } = certify(folder, 'server', { key: made, subject: '/CN=r', extensions });
    ca = readFileSync(certificate, 'utf8');
    key = readFileSync(made.private, 'utf8');
    server = createServer({ cert: ca, key }, ({ headers, url }, response) => {
      seen.push(headers['proxy-authorization']);
      if (slow !== undefined) return slow();
      response.writeHead(200, { 'docker-content-digest': digest }).end(`at ${url}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    plainPort = (server.address() as AddressInfo).port;
  });
  beforeEach(async () => {
    seen = [];
    proxy = await startProxy({ 'registry.example:443': plainPort, 'other.example:443': plainPort });
  });
  afterEach(() => proxy.close());
  afterAll(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const clock = { now: Date.now, wait: async () => undefined };
  const resolve = async (host: string, more: Partial<Settings> = {}, env = {}) => {
    const registry = openRegistry({
      reach: 'private',
      clock,
      ca: [ca],
      proxies: proxiesIn({ HTTPS_PROXY: `http://user:pa%40ss@${proxy.host}`, ...env }),
      lookup: () => expect.unreachable('no name is looked up here'),
      ...more,
    });
    const image = parseReference(`${host}/app:v1`);
    const resolved = await registry.resolve(image, async () => undefined);
    registry.close();
    return resolved;
  };
  const trouble = (message: string) => ({
    kind: 'trouble',
    trouble: { reason: 'unreachable', message: expect.stringContaining(message) },
  });
  const ways = () => proxy.asked.map(({ method, target }) => `${method} ${target}`);

  test('a registry is read by its name, which only the proxy resolves; who we are to it stays with it', async () => {
    expect(await resolve('registry.example')).toEqual({ kind: 'found', digest });
    const authorization = `Basic ${Buffer.from('user:pa@ss').toString('base64')}`;
    const target = 'registry.example:443';
    expect(proxy.asked).toEqual([{ method: 'CONNECT', target, authorization }]);
    expect(seen).toEqual([undefined]);
  });

  test('a way is kept for the next request', async () => {
    const proxies = proxiesIn({ HTTPS_PROXY: proxy.host });
    const wire = openWire({ reach: 'private', ca: [ca], proxies });
    const { signal } = new AbortController();
    for (const path of ['one', 'two', 'three']) {
      const url = new URL(`https://registry.example/${path}`);
      const answer = await wire.send({ method: 'GET', url, headers: {}, most: 100 }, signal);
      expect(String(answer.body)).toBe(`at /${path}`);
    }
    wire.close();
    expect(ways()).toEqual(['CONNECT registry.example:443']);
  });

  test('a certificate counts as without one: by the name, and by the given authorities', async () => {
    const untrusted = 'shows a certificate that is not trusted here';
    expect(await resolve('registry.example', { ca: [] })).toMatchObject(trouble(untrusted));
    expect(await resolve('other.example')).toMatchObject(trouble(untrusted));
    expect(await resolve('other.example')).toMatchObject(
      trouble(`; HTTPS_PROXY is set to ${proxy.host}`),
    );
    expect(seen).toEqual([]);
  });

  test('authorities that are none, or a way that breaks, are trouble like any other', async () => {
    const none = '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----';
    expect(await resolve('registry.example', { ca: [none] })).toMatchObject({ kind: 'trouble' });
    slow = () => void proxy.close();
    expect(await resolve('registry.example')).toMatchObject(trouble('HTTPS_PROXY is set to'));
    slow = undefined;
    proxy = await startProxy({});
  });

  test.each([
    [407, 'wants other credentials (407)'],
    [403, 'refused it (403)'],
    [502, 'refused it (502)'],
    [302, 'refused it (302)'],
  ])('%i of the proxy is told with its host, and without its credentials', async (status, why) => {
    proxy.instead(status);
    const expected = `registry.example:443 was not reached: HTTPS_PROXY is set to ${proxy.host}, which ${why}`;
    expect(await resolve('registry.example')).toMatchObject(trouble(expected));
    expect(ways()).toHaveLength(status === 502 ? 4 : 1);
  });

  // Sooner than a way may take to open by itself: the operation's own time ends it.
  test('a proxy that is not there, or says nothing, is told of in time', {
    timeout: 9_000,
  }, async () => {
    proxy.instead('silence');
    const late = `HTTPS_PROXY is set to ${proxy.host}, which did not answer in time`;
    expect(await resolve('registry.example', { patience: 300 })).toMatchObject(trouble(late));
    await proxy.close();
    const gone = `HTTPS_PROXY is set to ${proxy.host}, which did not answer (ECONNREFUSED)`;
    expect(await resolve('registry.example')).toMatchObject(trouble(gone));
    proxy = await startProxy({});
  });

  test('what NO_PROXY exempts, and this machine, is reached directly', async () => {
    const lookup: Settings['lookup'] = (_, __, done) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    const exempt = { NO_PROXY: '.example' };
    const host = `registry.example:${plainPort}`;
    expect(await resolve(host, { lookup }, exempt)).toEqual({ kind: 'found', digest });
    expect(await resolve(`127.0.0.1:${plainPort}`)).toEqual({ kind: 'found', digest });
    expect(proxy.asked).toEqual([]);
  });

  test.each([
    '169.254.169.254',
    '[fd00:ec2::254]',
    'metadata.google.internal',
    'METADATA.google.internal.',
    'instance-data.eu-central-1.compute.internal',
    'metadata',
  ])('%s is asked for by nobody, nor through a proxy', async (host) => {
    expect(
      await resolve(host.includes('.') || host.startsWith('[') ? host : `${host}:443`),
    ).toMatchObject(trouble('lies where no request is sent to'));
    expect(proxy.asked).toEqual([]);
  });

  test('addresses out of reach are refused as they are written, and those of a site are not', async () => {
    const refused = await resolve('10.9.9.9', { reach: 'public' });
    expect(refused).toMatchObject(trouble('10.9.9.9 lies where no request is sent to'));
    expect(proxy.asked).toEqual([]);
    await resolve('10.9.9.9');
    expect(new Set(ways())).toEqual(new Set(['CONNECT 10.9.9.9:443']));
  });

  test('a proxy with TLS is held against the same authorities', async () => {
    const secure = await startProxy({ 'registry.example:443': plainPort }, { cert: ca, key });
    const env = { HTTPS_PROXY: `https://${secure.host}` };
    expect(await resolve('registry.example', {}, env)).toEqual({ kind: 'found', digest });
    const alone = await resolve('registry.example', { ca: [] }, env);
    expect(alone).toMatchObject(trouble('which did not answer (DEPTH_ZERO_SELF_SIGNED_CERT)'));
    await secure.close();
  });

  test('a registry without TLS is asked for by its whole URL, and its proxy’s refusal is no answer of it', async () => {
    const memory = await memoryRegistry();
    await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
    const http = await startProxy({ 'plain.example:5000': Number(new URL(memory.url).port) });
    const ask = () =>
      resolve(
        'plain.example:5000',
        { plainHttp: ['plain.example:5000'] },
        {
          HTTP_PROXY: `http://user:secret@${http.host}`,
        },
      );
    expect(await ask()).toMatchObject({ kind: 'found' });
    expect(http.asked.map(({ method, target }) => `${method} ${target}`)).toContain(
      'HEAD http://plain.example:5000/v2/app/manifests/v1',
    );
    http.instead(407);
    expect(await ask()).toMatchObject(
      trouble(`plain.example:5000 was not reached: HTTP_PROXY is set to ${http.host}, which wants`),
    );
    await http.close();
    await memory.close();
  });
});
