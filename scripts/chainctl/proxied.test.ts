// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { platformAt } from '../../chainctl/build.ts';
import { type TestHome, testHome } from '../../test/fixtures/chainctl/typist.ts';
import { type Verifier, verifier } from '../../test/fixtures/chainctl/verifier.ts';
import { type Internet, startInternet } from '../../test/fixtures/story/internet.ts';
import { freePort } from '../../test/real/ports.ts';
import { bundle } from './bundle.ts';
import { compile } from './compile.ts';
import { provenance } from './provenance.ts';
import { ownTarget } from './targets.ts';

/** chainctl as people have it: what bun compiled, which has a network client of its own. */
const target = ownTarget();
const root = fileURLToPath(new URL('../../', import.meta.url));
let ada: Verifier;
let home: TestHome;
let internet: Internet;
let program = '';
beforeAll(async () => {
  ada = await verifier();
  const { host } = new URL(ada.mirror.url);
  const port = await freePort();
  const publicUrl = 'https://platform.example';
  home = await testHome({ publicUrl, outside: { host: '127.0.0.1', port } });
  internet = await startInternet({
    'registry.example': ada.registry.host,
    'tuf.example': host,
    'platform.example': `127.0.0.1:${port}`,
  });
  if (target === undefined) return;
  const build = { ...provenance(root), target: target.name };
  const platform = platformAt(publicUrl);
  const { entry } = await bundle(root, join(ada.folder, 'bundle'), { ...build, platform });
  program = join(ada.folder, target.file);
  await compile(root, entry, target, program);
}, 120_000);
beforeEach(() => {
  internet.proxy.instead(undefined);
  internet.proxy.asked.length = 0;
});
afterAll(async () => {
  await internet.close();
  await home.close();
  await ada.leave();
});

const chainctl = async (env: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(program, args, {
    env: { HOME: ada.folder, PATH: process.env['PATH'], ...env },
    timeout: 60_000,
  }).catch((error: { stdout: string; stderr: string }) => error);

const behind = () => internet.env.HTTPS_PROXY.replace('//', '//user:secret@');
const ways = () => new Set(internet.proxy.asked.map(({ target: way }) => way));
const verified = (env: Record<string, string>) => {
  const image = ada.image.replace(ada.registry.host, 'registry.example');
  const mirror = `https://tuf.example${new URL(ada.mirror.url).pathname}`;
  const flags = ['--tuf-mirror', mirror, '--tuf-root', ada.tufRoot];
  const ca = ['--registry-ca', internet.env.SSL_CERT_FILE];
  return chainctl(env, 'images', 'verify', image, ...flags, ...ca);
};

test.skipIf(target === undefined)(
  'an image behind a proxy is verified against a root behind it',
  async () => {
    const { stdout, stderr } = await verified({ HTTPS_PROXY: behind() });
    expect(stderr).toBe('');
    expect(stdout).toContain('Signed by ');
    expect(ways()).toEqual(new Set(['registry.example:443', 'tuf.example:443']));
    const shown = internet.proxy.asked.map(({ authorization }) => authorization);
    expect(new Set(shown)).toEqual(
      new Set([`Basic ${Buffer.from('user:secret').toString('base64')}`]),
    );
  },
);

test.skipIf(target === undefined)('a login at a platform behind a proxy begins', async () => {
  const { env } = internet;
  const login = spawn(program, ['auth', 'login', '--headless'], {
    env: { HOME: ada.folder, NODE_EXTRA_CA_CERTS: env.SSL_CERT_FILE, HTTPS_PROXY: behind() },
  });
  let said = '';
  login.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise((resolve) => login.once('exit', resolve));
  await expect.poll(() => said, { timeout: 60_000 }).toContain('Code will be valid for');
  login.kill();
  await ended;
  expect(said).toMatch(
    /^Enter the verification code \S+ in your browser at: https:\/\/platform.example\//m,
  );
  expect(ways()).toEqual(new Set(['platform.example:443']));
});

test.skipIf(target === undefined)(
  'a proxy that refuses is named, its credentials are not',
  async () => {
    internet.proxy.instead(407);
    const { stdout, stderr } = await verified({ https_proxy: behind() });
    const host = internet.env.HTTPS_PROXY.replace('http://', '');
    expect(stdout + stderr).toContain(
      `HTTPS_PROXY is set to ${host}, which wants other credentials (407)`,
    );
    const login = await chainctl({ HTTPS_PROXY: behind() }, 'auth', 'login', '--headless');
    expect(login.stderr).toContain(
      `platform.example:443 was not reached: HTTPS_PROXY is set to ${host}`,
    );
    expect(stdout + stderr + login.stderr).not.toContain('secret');
  },
);

test.skipIf(target === undefined)('what NO_PROXY exempts is not asked of the proxy', async () => {
  const { stdout } = await verified({ HTTPS_PROXY: behind(), NO_PROXY: '.example' });
  expect(stdout).not.toContain('Signed by ');
  expect(internet.proxy.asked).toEqual([]);
});

test.skipIf(target === undefined)('this machine is never asked for through a proxy', async () => {
  const policy = `${ada.registry.url}/policy.yaml`;
  const env = { HTTP_PROXY: behind(), HTTPS_PROXY: behind() };
  const { stderr } = await chainctl(env, 'policies', 'validate', '-f', policy);
  expect(stderr).toContain('cannot be fetched');
  expect(internet.proxy.asked).toEqual([]);
});

test.skipIf(target === undefined)(
  'a variable that names no proxy is told by its name',
  async () => {
    const { stderr } = await verified({ HTTPS_PROXY: 'socks5://user:secret@proxy.example' });
    expect(stderr).toContain('HTTPS_PROXY names no http:// or https:// proxy');
    expect(stderr).not.toContain('secret');
  },
);
