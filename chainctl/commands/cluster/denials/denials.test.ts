// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendDenials } from '../../../../core/api/denials.ts';
import { parseUidp } from '../../../../core/iam/uidp.ts';
import { acme } from '../../../../test/fixtures/chainctl/acme.ts';
import type { TestHome, Typist } from '../../../../test/fixtures/chainctl/typist.ts';
import { type Agent, clusterIn } from '../../../../test/fixtures/cluster.ts';
import { refusedOf } from '../../../../test/fixtures/denial.ts';

let home: TestHome;
let ada: Typist;
let agent: Agent;
beforeAll(async () => {
  const made = await acme();
  ({ home, ada } = made);
  agent = await clusterIn(
    { service: home.home.service, url: home.url },
    parseUidp(made.group, 'group'),
  );
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

const denials = (...args: string[]) => ada.type(['cluster', 'denials', ...args]);

test('where nothing was refused, that is said', async () => {
  const { code, err } = await denials('list', agent.cluster.remoteId);
  expect({ code, err }).toMatchObject({ code: 0, err: 'Nothing was refused there.\n' });
});

test('what was refused is listed: the object, its images, and why', async () => {
  await agent.does(sendDenials, {
    denials: [
      refusedOf('app', { owner: { kind: 'ReplicaSet', name: 'app-1' } }),
      refusedOf('bare', {
        images: [{ image: 'bare', place: 'x', policies: [], message: 'no matching policies' }],
      }),
    ],
  });
  const { out } = await denials('ls', agent.cluster.name);
  expect(out).toMatch(/REFUSED +\| +OBJECT +\| +IMAGE +\| +WHY/);
  expect(out).toMatch(
    /Z \| Pod default\/app +\| .*app@sha256:a{64} \| signed: nobody has signed it/,
  );
  expect(out).toMatch(/Pod default\/bare \| bare +\| no matching policies/);
  expect((await denials('ls', '--group', 'acme', '-o', 'wide')).out).toContain('ReplicaSet app-1');
  expect((await denials('ls', agent.id, '--image', 'bare', '-o', 'json')).out).not.toContain(
    'app@',
  );
});
