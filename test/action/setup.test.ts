// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ownTarget } from '../../scripts/chainctl/targets.ts';
import { type Listening, listening } from '../fixtures/auth/listening.ts';
import { type Ran, runAction } from '../fixtures/ci/action.ts';
import { sigstoreEvidence } from '../fixtures/sigstore.ts';
import { root } from '../house/tree.ts';

const file = ownTarget()?.file ?? '';
const signer = 'https://github.com/acme/enforce/.github/workflows/deploy.yml@refs/heads/main';

let platform: Listening;
let machine: string;
/** What the platform has to download, and what was asked for. */
const offers = new Map<string, string>();
let asked: string[] = [];
beforeAll(async () => {
  machine = await mkdtemp(join(tmpdir(), 'enforce-runner-'));
  platform = await listening();
  platform.serve(async (request, response) => {
    const name = request.url?.replace('/downloads/', '') ?? '';
    asked.push(name);
    const found = offers.get(name);
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
});
afterAll(async () => {
  await platform?.close();
  await rm(machine, { recursive: true, force: true });
});

/** Offers these bytes as chainctl of the version. */
function offer(version: string, bytes: string): void {
  const files = { [file]: { sha256: hash('sha256', bytes) } };
  const date = '2026-11-29T00:00:00Z';
  offers.clear();
  offers.set('metadata.json', JSON.stringify({ version, commit: 'abc', date, files }));
  offers.set(file, bytes);
}
beforeEach(() => {
  asked = [];
  offer('v1', 'the bytes of chainctl');
});

const setUp = (
  given: Record<string, string> = {},
  more: Record<string, string> = {},
): Promise<Ran> =>
  runAction(
    join(root, 'action'),
    { 'base-url': platform.url, signer: 'none', ...given },
    {
      PATH: process.env['PATH'] ?? '',
      HOME: machine,
      RUNNER_TOOL_CACHE: join(machine, 'tools'),
      ...more,
    },
  );

/** That a step failed before anything of it could be used. */
function refused({ code, outputs, paths, log }: Ran): string {
  expect(code).toBe(1);
  expect({ outputs, paths }).toEqual({ outputs: {}, paths: [] });
  const error = /^::error title=setup-chainctl::(.*)$/m.exec(log)?.[1] ?? '';
  expect(error).toMatch(/.%0ATry: ./);
  return error;
}

test('chainctl is downloaded once; then the machine has it, and it is held to its checksum again', async () => {
  const first = await setUp();
  expect(first.code, first.log).toBe(0);
  const { path = '' } = first.outputs;
  expect(first.outputs).toEqual({ version: 'v1', path, 'cache-hit': 'false' });
  expect(path).toContain(join(machine, 'tools', 'chainctl'));
  expect(first.paths).toEqual([join(path, '..')]);
  expect(readFileSync(path, 'utf8')).toBe('the bytes of chainctl');
  expect(asked).toEqual(['metadata.json', file]);

  asked = [];
  const second = await setUp();
  expect(second.outputs).toEqual({ version: 'v1', path, 'cache-hit': 'true' });
  expect(asked).toEqual(['metadata.json']);

  await writeFile(path, 'what somebody else put there');
  const third = await setUp();
  expect(third.outputs['cache-hit']).toBe('false');
  expect(third.log).toMatch(/^::warning .*is not what its checksum says; it is downloaded anew$/m);
  expect(await readFile(path, 'utf8')).toBe('the bytes of chainctl');
});

test('another version, and another platform’s build of the same, are kept apart', async () => {
  const places = [await setUp()];
  offer('v1', 'the bytes of another platform');
  places.push(await setUp());
  offer('v2', 'the bytes of chainctl');
  places.push(await setUp());
  expect(new Set(places.map(({ outputs }) => outputs['path'])).size).toBe(3);
});

test('bytes that are not what their checksum says are not used', async () => {
  offers.set(file, 'something else');
  offers.set('metadata.json', (offers.get('metadata.json') ?? '').replace('v1', 'v-wrong'));
  expect(refused(await setUp())).toContain(`${file} is not what its checksum says`);
});

test('a version that is asked for is the one that is installed, or none is', async () => {
  expect((await setUp({ version: 'v1' })).outputs['version']).toBe('v1');
  const error = refused(await setUp({ version: 'v0' }));
  expect(error).toContain('offers chainctl v1, and not v0%0ATry: version: v1');
});

test('where a signer is named, no signature, a broken one and another’s are refused', async () => {
  expect(refused(await setUp({ signer }))).toContain('answered with status 404');
  offers.set(`${file}.sigstore.json`, '{}');
  expect(refused(await setUp({ signer }))).toContain('is not signed as it should be');
  // A bundle that another sigstore made, of other bytes.
  const [found] = sigstoreEvidence('v2-bundle-r1').found;
  const bundle = found?.kind === 'bundle' ? Buffer.from(found.bytes).toString() : '';
  expect(bundle).toContain('verificationMaterial');
  offers.set(`${file}.sigstore.json`, bundle);
  expect(refused(await setUp({ signer }))).toContain('is not signed as it should be');
  expect(asked).not.toContain(file);
});

test('who does not say who signs is asked to; nobody is taken for granted', async () => {
  expect(refused(await setUp({ signer: '' }))).toContain('signer: none where nobody signs');
});

test('a platform is spoken to over TLS, and one that is not there is named', async () => {
  const plain = await setUp({ 'base-url': 'http://enforce.example.com' });
  expect(refused(plain)).toContain('"http://enforce.example.com" is no https URL');
  expect(refused(await setUp({ 'base-url': 'somewhere' }))).toContain('is no https URL');
  const gone = await listening();
  await gone.close();
  const { code, log } = await setUp({ 'base-url': gone.url });
  expect(code).toBe(1);
  expect(log).toContain(`::error title=setup-chainctl::${gone.url}/downloads does not answer`);
});

test('a job without permission to ask for a token is told which, and a fork’s that it gets none', async () => {
  const identity = '0123456789abcdef0123456789abcdef01234567/0123456789abcdef';
  const without = await setUp({ identity });
  expect(without.code).toBe(1);
  expect(without.log).toContain(
    'this job may not ask GitHub for an identity token%0ATry: permissions:',
  );
  const event = join(machine, 'event.json');
  const repo = (name: string) => ({ repo: { full_name: name } });
  const pull = { head: repo('mallory/app'), base: repo('acme/app') };
  await writeFile(event, JSON.stringify({ pull_request: pull }));
  const forked = await setUp({ identity }, { GITHUB_EVENT_PATH: event });
  expect(forked.code).toBe(1);
  expect(forked.log).toContain('a pull request from a fork gets no identity token from GitHub');
  expect(forked.log).toContain('%0ATry: leave identity out there and lint only');
});
