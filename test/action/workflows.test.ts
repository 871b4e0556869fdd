// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Issuer, issuer } from '../fixtures/auth/issuer.ts';
import {
  fileIn,
  type Pipeline,
  pipelineOf,
  type Workflow,
  workflowOf,
} from '../fixtures/ci/documented.ts';
import { github } from '../fixtures/ci/github.ts';
import { runPipeline } from '../fixtures/ci/gitlab.ts';
import { passingDocument } from '../fixtures/policy.ts';
import { blocksOf } from '../fixtures/story/blocks.ts';
import {
  identityToken,
  type Person,
  personAt,
  type RunningHome,
  startHome,
} from '../fixtures/story/running-home.ts';
import { type Shell, shell } from '../fixtures/story/shell.ts';
import { read } from '../house/tree.ts';

/** Jobs start a process for each step, which takes its time on a busy machine. */
vi.setConfig({ testTimeout: 300_000 });

const page = read('docs/automation.md');

let folder: string;
let home: RunningHome;
let you: Person;
let typed: Shell;
let ci: Issuer;
let hub: Awaited<ReturnType<typeof github>>;
/** The page's workflow and pipeline, with this home and what the commands before them printed. */
let policies: Workflow;
let pipeline: Pipeline;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enforce-automation-'));
  [home, ci] = await Promise.all([startHome(join(folder, 'data')), issuer()]);
  you = await personAt(home);
  hub = await github((sub, aud) => ci.token({ sub, aud }));
  typed = shell(you.folder, 'you@example.com');
  const token = await identityToken(home, 'you@example.com');
  await you.chainctl(['auth', 'login', '--identity-token', '-'], { input: token });
  await you.chainctl(['iam', 'groups', 'create', 'acme', '--no-parent', '--yes']);
  await typed.run('export SAMPLE_GROUP=$(chainctl iam groups list -o id)');
});
afterAll(async () => {
  await typed?.end();
  await you?.leave();
  await hub?.close();
  await ci?.close();
  await home?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Types the page's block, with this test's issuer for GitHub and GitLab, and asks for what it set. */
async function type(index: number): Promise<Record<string, string>> {
  const block = blocksOf(page)[index];
  const script = (block?.script ?? '').replaceAll(
    /identities create (github|gitlab)/g,
    (all, kind: string) => `${all} --${kind}-issuer ${ci.url}`,
  );
  const said = await typed.run(script);
  expect(said.code, said.text).toBe(0);
  const asked = await typed.run('echo "$SAMPLE_GROUP $PREVIEWER $DEPLOYER"');
  const [group = '', previewer = '', deployer = ''] = asked.text.trim().split(' ');
  return { GROUP: group, PREVIEWER: previewer, DEPLOYER: deployer };
}

/** The file of the page, with values of this test in the place of the examples. */
function file(name: string, values: Record<string, string>): string {
  let text = fileIn(page, name).replaceAll('https://enforce.example.com', home.url);
  for (const [variable, value] of Object.entries({ ...values, SIGNER: 'none' })) {
    text = text.replace(new RegExp(`^( +${variable}: ).*$`, 'm'), `$1${value}`);
  }
  return text;
}

/** A commit with these policies. */
async function commit(name: string, files: Record<string, string>): Promise<string> {
  const place = join(folder, name);
  await mkdir(join(place, 'policies'), { recursive: true });
  for (const [path, text] of Object.entries(files))
    await writeFile(join(place, 'policies', path), text);
  return place;
}
const document = (glob: string, name = 'signed') => passingDocument(name, glob);
const own = 'my-org/my-repo';

test('the commands of the page make the two identities of a repository', async () => {
  policies = workflowOf(file('.github/workflows/policies.yml', await type(0)));
  expect(policies.env).toMatchObject({ ENFORCE: home.url, SIGNER: 'none' });
  expect(policies.env['PREVIEWER']).toMatch(/^[0-9a-f]{40}\/[0-9a-f]{16}$/);
  const { out } = await you.chainctl(['iam', 'role-bindings', 'list']);
  expect(out).toMatch(/previewer +\| viewer/);
  expect(out).toMatch(/policy-deployer +\| policy-writer/);
});

test('a pull request with a fault is marked on the line of the fault, and not previewed', async () => {
  const workspace = await commit('faulty', {
    'a.yaml': document('ghcr.io/**').replace('glob', 'blob'),
  });
  const { lint, preview, apply } = await hub.run(policies, {
    repository: own,
    pullRequestFrom: own,
    workspace,
  });
  expect(lint?.result).toBe('failure');
  expect(lint?.log).toMatch(/^::error file=policies\/a\.yaml,line=7,col=\d+,title=policy-fault::/m);
  expect([preview?.result, apply?.result]).toEqual(['skipped', 'skipped']);
});

test('a pull request without is linted and previewed, and changes nothing', async () => {
  const workspace = await commit('good', { 'a.yaml': document('ttl.sh/*') });
  const { lint, preview, apply } = await hub.run(policies, {
    repository: own,
    pullRequestFrom: own,
    workspace,
  });
  expect(lint?.result, lint?.log).toBe('success');
  expect(lint?.log).toMatch(/^::warning file=policies\/a\.yaml,line=7,/m);
  expect(preview?.result, preview?.log).toBe('success');
  expect(preview?.log).toMatch(
    /^::notice file=policies\/a\.yaml,line=1,.*::Would create policy signed/m,
  );
  expect(preview?.summary).toMatch(
    /^```diff\n--- \/dev\/null\n\+\+\+ policies\/a\.yaml\n[\s\S]*```\n$/,
  );
  expect(preview?.log).toContain(`Valid! Id: ${policies.env['PREVIEWER']}`);
  expect(preview?.steps.at(-1)).toMatchObject({ what: 'post', code: 0 });
  expect(apply?.result).toBe('skipped');
  expect((await you.chainctl(['policies', 'list'])).out).not.toContain('signed');
});

test('merged, it is applied; the next pull request shows the lines that would change', async () => {
  const workspace = await commit('good', {});
  const { apply, lint } = await hub.run(policies, { repository: own, workspace });
  expect(apply?.result, apply?.log).toBe('success');
  expect(lint?.result).toBe('skipped');
  expect((await you.chainctl(['policies', 'view', 'signed'])).out).toContain('ttl.sh/*');
  const next = await commit('next', { 'a.yaml': document('ttl.sh/**') });
  const { preview } = await hub.run(policies, {
    repository: own,
    pullRequestFrom: own,
    workspace: next,
  });
  expect(preview?.log).toMatch(/^::notice file=policies\/a\.yaml,line=7,endLine=7,.*now v1%0A/m);
});

test('a pull request from a fork is linted without a login, and the rest is left out', async () => {
  const workspace = await commit('forked', { 'a.yaml': document('ghcr.io/**') });
  const forked = { repository: own, pullRequestFrom: 'mallory/my-repo', workspace };
  const { lint, preview, apply } = await hub.run(policies, forked);
  expect(lint?.result, lint?.log).toBe('success');
  expect([preview?.result, apply?.result]).toEqual(['skipped', 'skipped']);
  const without = structuredClone(policies);
  delete without.jobs['preview']?.if;
  const careless = await hub.run(without, forked);
  expect(careless['preview']?.result).toBe('failure');
  expect(careless['preview']?.log).toContain('::a pull request from a fork gets no identity token');
});

test('another repository becomes nobody, and a pull request not the one who may write', async () => {
  const workspace = await commit('foreign', { 'a.yaml': document('ghcr.io/**') });
  const { apply } = await hub.run(policies, { repository: 'mallory/my-repo', workspace });
  expect(apply?.result).toBe('failure');
  expect(apply?.log).toMatch(
    /^::error title=setup-chainctl::chainctl is not logged in as [^:]+: the token does not fit the identity: subject%0A {2}subject: .*repo:mallory\/my-repo:ref:refs\/heads\/main.* in the token%0ATry: .+$/m,
  );
  expect(apply?.steps.map(({ what }) => what)).not.toContain(
    policies.jobs['apply']?.steps.at(-1)?.run,
  );
  const greedy = structuredClone(policies);
  greedy.env['PREVIEWER'] = policies.env['DEPLOYER'] ?? '';
  const { preview } = await hub.run(greedy, { repository: own, pullRequestFrom: own, workspace });
  expect(preview?.result).toBe('failure');
  expect(preview?.log).toContain('::error title=setup-chainctl::chainctl is not logged in as');
  expect((await you.chainctl(['policies', 'view', 'signed'])).out).toContain('ttl.sh/*');
});

test('the same on GitLab: a merge request is linted and previewed, a push to main applied', async () => {
  pipeline = pipelineOf(file('.gitlab-ci.yml', await type(1)));
  const place = await commit('merge', { 'b.yaml': document('ttl.sh/*', 'second') });
  const request = { project: 'my-group/my-project', branch: 'feature', folder: place };
  const { lint, preview, apply } = await runPipeline(pipeline, ci, {
    ...request,
    source: 'merge_request_event',
  });
  expect(lint?.code, lint?.log).toBe(0);
  const report = async (name: string) => JSON.parse(await readFile(join(place, name), 'utf8'));
  expect(await report('lint.json')).toMatchObject([
    { severity: 'minor', location: { path: 'policies/b.yaml', lines: { begin: 7 } } },
  ]);
  expect(preview?.code, preview?.log).toBe(0);
  expect(preview?.log).toContain('+  - glob: "ttl.sh/*"');
  expect(await report('preview.json')).toMatchObject([
    { severity: 'info', location: { path: 'policies/b.yaml', lines: { begin: 1 } } },
  ]);
  expect(apply).toBeUndefined();

  const merged = await runPipeline(pipeline, ci, { ...request, branch: 'main', source: 'push' });
  expect(Object.keys(merged)).toEqual(['apply']);
  expect(merged['apply']?.code, merged['apply']?.log).toBe(0);
  expect((await you.chainctl(['policies', 'view', 'second'])).out).toContain('ttl.sh/*');
});

test('on GitLab a fault fails the job with its report, and a fork’s project becomes nobody', async () => {
  const place = await commit('wrong', { 'b.yaml': document('ghcr.io/**').replace('glob', 'blob') });
  const request = { branch: 'feature', folder: place, source: 'merge_request_event' } as const;
  const { lint, preview } = await runPipeline(pipeline, ci, {
    ...request,
    project: 'mallory/my-project',
  });
  expect(lint?.code).toBe(1);
  const [fault] = JSON.parse(await readFile(join(place, 'lint.json'), 'utf8'));
  expect(fault).toMatchObject({ severity: 'blocker', location: { lines: { begin: 7 } } });
  expect(preview?.code).not.toBe(0);
  expect(preview?.log).toMatch(/^Error: .+$/m);
  expect(preview?.log).not.toContain('Would');
});
