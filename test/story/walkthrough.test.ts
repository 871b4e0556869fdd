// SPDX-License-Identifier: Apache-2.0
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../fixtures/browser/chromium.ts';
import {
  type Person,
  personAt,
  type RunningHome,
  startHome,
} from '../fixtures/story/running-home.ts';

let data: string;
let home: RunningHome;
let ada: Person;
let bob: Person;
let group: string;
let code: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'enforce-story-'));
  home = await startHome(data);
  ada = await personAt(home);
  bob = await personAt(home);
});
afterAll(async () => {
  await ada?.leave();
  await bob?.leave();
  await home?.stop();
  await rm(data, { recursive: true, force: true, maxRetries: 10 });
});

/** A browser in which this person sits. */
const browserOf = (person: Person, email: string): { BROWSER: string } => {
  const script = new URL('../fixtures/browser/log-in.ts', import.meta.url).pathname;
  return { BROWSER: `${process.execPath} ${script} ${email} ${person.folder}` };
};
const browser =
  chromiumPath === undefined ? 'over HTTP with a cookie jar, there is no Chromium' : 'in Chromium';

describe('step 1: install chainctl', () => {
  test('wget gets it by what uname says, and it says which one it is', async () => {
    const { code, out } = await ada.shell(`
      export BASE_URL="${home.url}/downloads"
      rm chainctl
      wget -q -O chainctl "$BASE_URL/chainctl_$(uname -s)_$(uname -m)"
      chmod +x chainctl
      ./chainctl version`);
    expect(code).toBe(0);
    const [first] = out.split('\n');
    expect(first).toBe('   ____   _   _      _      ___   _   _    ____   _____   _');
    expect(out).toContain('\nchainctl: Chainguard Control\n\nGitVersion:    ');
    expect(out).toMatch(
      /\nGitCommit: {5}[0-9a-f]{40}\nGitTreeState: {2}(clean|dirty)\nBuildDate: {5}\d{4}-/,
    );
    expect(out).toContain(`\nAPI:           ${home.url}\n`);
  });

  test('its checksum is among those published', async () => {
    const { code, out } = await ada.shell(`
      file=chainctl_$(uname -s)_$(uname -m)
      cp chainctl $file
      wget -q -O - ${home.url}/downloads/checksums.txt | grep " $file\\$" | sha256sum -c -`);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(': OK\n') });
  });
});

describe('step 2: a group, and a colleague', () => {
  test(`a browser opens, and whoever logs in there is logged in here (${browser})`, async () => {
    const { code, out, err } = await ada.chainctl(['auth', 'login'], {
      env: browserOf(ada, 'ada@example.com'),
    });
    expect(err).toMatch(
      /^Authenticating\.\.\.\nYour browser will now be opened to:\nhttp:\/\/localhost:/,
    );
    expect(err).toContain('Successfully exchanged token.');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^Valid! Id: [0-9a-f]{40}\n$/),
    });
  });

  test('a root group is created once y is pressed, and shown in a table', async () => {
    const create = ['iam', 'groups', 'create', 'tutorial-group', '--no-parent'];
    const { out, err } = await ada.chainctl(create, { input: 'y\n' });
    expect(err).toBe('Continue? [Y,n]: ');
    expect(out).toMatch(
      /^ +ID +\| +NAME +\| DESCRIPTION\n-+\+-+\+-+\n {2}[0-9a-f]{40} \| tutorial-group \|\n$/,
    );
    group = /[0-9a-f]{40}/.exec(out)?.[0] ?? '';
    expect((await ada.chainctl(['iam', 'groups', 'list'])).out).toBe(`${group} [tutorial-group]\n`);
  });

  test('an invite gives a code', async () => {
    const create = ['iam', 'invite', 'create', group, '--role', 'viewer', '-o', 'json'];
    code = String(JSON.parse((await ada.chainctl(create)).out).code);
    expect(code).toMatch(/^eyJncnAi/);
  });

  test(`a colleague joins with the code and sees the group, and may look only (${browser})`, async () => {
    const login = ['auth', 'login', '--invite-code', code];
    const { err } = await bob.chainctl(login, { env: browserOf(bob, 'bob@example.com') });
    expect(err).toContain(`Joined ${group} as viewer.`);
    expect((await bob.chainctl(['iam', 'groups', 'list'])).out).toContain('tutorial-group');
    const refused = await bob.chainctl(['iam', 'groups', 'delete', 'tutorial-group', '-y']);
    expect(refused.err).toContain('you lack groups.delete');
  });
});

describe('step 4: a policy', () => {
  test('the walkthrough’s file, its typographic quotes and all, becomes a policy', async () => {
    await copyFile(
      new URL('files/sample-policy.yaml', import.meta.url),
      join(ada.folder, 'sample-policy.yaml'),
    );
    const { code, out, err } = await ada.shell(`
      export SAMPLE_GROUP=${group}
      chainctl policies create sample-policy \\
          --group $SAMPLE_GROUP \\
          -f sample-policy.yaml`);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(new RegExp(`^Created policy ${group}/[0-9a-f]{16}\\n$`)),
    });
    expect(err).toContain('sample-policy.yaml:8:11: “ (U+201C) is a typographic quote');
    expect(err).toContain('"ttl.sh/**" covers all of ttl.sh');
  });

  test('policy and policies list it, for the colleague too', async () => {
    const { out } = await ada.chainctl(['policies', 'ls']);
    expect(out).toMatch(new RegExp(`${group}/[0-9a-f]{16} \\| sample-policy \\|`));
    expect((await bob.chainctl(['policy', 'ls'])).out).toBe(out);
  });

  test('it is edited, and the way back is there', async () => {
    const edit = await ada.chainctl(['policies', 'edit', 'sample-policy'], {
      env: { EDITOR: 'sed -i s,ttl.sh/\\*,ttl.sh/**,' },
    });
    expect(edit.out).toContain('Updated policy');
    const { out } = await ada.chainctl(['policies', 'versions', 'diff', 'sample-policy']);
    expect(out).toContain('-  - glob: "ttl.sh/*"\n+  - glob: "ttl.sh/**"');
    await ada.chainctl(['policies', 'versions', 'activate', 'sample-policy', 'v1']);
    const { out: shown } = await ada.chainctl(['policies', 'view', 'sample-policy']);
    expect(shown).toContain('  - glob: "ttl.sh/*"\n');
  });
});

describe('the next day', () => {
  test('Ctrl-C and npm start again: everything is still there, and nobody logs in anew', async () => {
    const { port } = new URL(home.url);
    await home.stop('SIGINT');
    expect((await ada.chainctl(['policies', 'ls'])).code).toBe(4);
    home = await startHome(data, ['--port', port]);
    expect((await ada.chainctl(['policies', 'ls'])).out).toContain('sample-policy');
    expect((await bob.chainctl(['iam', 'groups', 'list'])).out).toContain('tutorial-group');
  });

  test('who did what can be read', async () => {
    const { out } = await ada.chainctl(['events', 'list', '--group', group, '-o', 'json']);
    const types = JSON.parse(out).items.map(({ type }: { type: string }) =>
      type.split('.').slice(3).join('.'),
    );
    expect(types.reverse()).toEqual([
      'iam.group.created.v1',
      'iam.group_invite.created.v1',
      'auth.registered.v1',
      'iam.policy.created.v1',
      'iam.policy.updated.v1',
      'iam.policy.version.activated.v1',
    ]);
  });

  test('a policy is deleted, and then the group', async () => {
    expect((await ada.chainctl(['policies', 'delete', 'sample-policy', '-y'])).out).toContain(
      'Deleted',
    );
    expect((await ada.chainctl(['iam', 'groups', 'rm', 'tutorial-group', '-y'])).out).toContain(
      'Deleted',
    );
    expect((await bob.chainctl(['iam', 'groups', 'list'])).out).toBe('');
  });
});
