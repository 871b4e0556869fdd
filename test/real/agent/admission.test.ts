// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Guarded, keylessPolicy, startGuarded } from '../../fixtures/agent/guarded.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { sigstoreParts } from '../sigstore/stack.ts';

describeReal('An agent in a real cluster', ['reg', ...sigstoreParts(), ...clusterParts()], () => {
  let guarded: Guarded;
  let signed: string;
  beforeAll(async () => {
    guarded = await startGuarded();
    const { apply, pushed } = guarded;
    await apply(keylessPolicy('sample-policy', ['index.docker.io/*', 'index.docker.io/*/*']));
    signed = await pushed('library/nginx', 'signed');
    await pushed('library/unsigned');
    const early = ['create', 'deployment', 'early', '--image=nginx', ...dryRun];
    await guarded.agent.program.until(async () => /^nothing/.test(await guarded.said(...early)));
  });
  afterAll(() => guarded?.close());
  const inside = ['-n', 'guarded'];
  const dryRun = ['--dry-run=server', ...inside];
  const kubectl = (...args: string[]) => guarded.kubectl(...args, ...inside);
  const said = (...args: string[]) => guarded.said(...args, ...inside);
  const refused = 'denied the request: validation failed: no matching signatures:';

  test('refuses an unsigned image in the words of the walkthrough', async () => {
    const digest = await guarded.pushed('library/ubuntu');
    const name = `index.docker.io/library/ubuntu@${digest}`;
    expect(
      await said('run', 'not-signed', '--image=ubuntu'),
    ).toBe(`Error from server (BadRequest): admission webhook "enforcer.chainguard.dev" denied the request: validation failed: no matching signatures:
: spec.containers[0].image
${name}
policy sample-policy: nobody has signed it (looked in index.docker.io/library/ubuntu)
  sign it: cosign sign ${name}`);
  });

  test('lets a signed image run, by its digest, and its Deployment roll out', async () => {
    await kubectl('create', 'deployment', 'web', '--image=nginx', '--replicas=2');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    const path = '-o=jsonpath={.items[0].spec.containers[0].image}';
    const image = await kubectl('get', 'pods', '-l', 'app=web', path);
    expect(image).toBe(`index.docker.io/library/nginx:latest@${signed}`);
  });

  const podSpec = (image: string) => ({
    containers: [{ name: 'a', image }],
    restartPolicy: 'Never',
  });
  const labels = { app: 'kinds' };
  const selector = { matchLabels: labels };
  const template = (image: string, restartPolicy = 'Always') => ({
    metadata: { labels },
    spec: { ...podSpec(image), restartPolicy },
  });
  type Kind = [kind: string, apiVersion: string, place: string, spec: (image: string) => object];
  const inTemplate = 'spec.template.spec.containers[0].image';
  const kinds: Kind[] = [
    ['Pod', 'v1', 'spec.containers[0].image', podSpec],
    ['Deployment', 'apps/v1', inTemplate, (image) => ({ selector, template: template(image) })],
    ['ReplicaSet', 'apps/v1', inTemplate, (image) => ({ selector, template: template(image) })],
    [
      ...(['StatefulSet', 'apps/v1', inTemplate] as const),
      (image) => ({ selector, serviceName: 'a', template: template(image) }),
    ],
    ['DaemonSet', 'apps/v1', inTemplate, (image) => ({ selector, template: template(image) })],
    ['Job', 'batch/v1', inTemplate, (image) => ({ template: template(image, 'Never') })],
    [
      ...([
        'CronJob',
        'batch/v1',
        'spec.jobTemplate.spec.template.spec.containers[0].image',
      ] as const),
      (image) => ({
        schedule: '0 0 1 1 *',
        jobTemplate: { spec: { template: template(image, 'Never') } },
      }),
    ],
  ];

  test.each(kinds)('judges a %s', async (kind, apiVersion, place, spec) => {
    const object = (image: string) =>
      stringify({
        apiVersion,
        kind,
        metadata: { name: 'kinds', ...{ labels } },
        spec: spec(image),
      });
    const apply = (image: string, ...args: string[]) =>
      guarded.cluster.kubectl(['apply', '-f', '-', ...dryRun, ...args], object(image));
    await expect(apply('unsigned')).rejects.toThrow(`${refused}\n: ${place}\n`);
    const created = await apply('nginx', '-o', 'yaml');
    expect(created).toContain(`image: index.docker.io/library/nginx:latest@${signed}`);
  });

  test('judges init containers and volumes that are images', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'whole' },
      spec: {
        initContainers: [{ name: 'init', image: 'unsigned' }],
        containers: [{ name: 'a', image: 'nginx' }],
        volumes: [{ name: 'data', image: { reference: 'unsigned' } }],
      },
    };
    const args = ['apply', '-f', '-', ...dryRun];
    await expect(guarded.cluster.kubectl(args, stringify(pod))).rejects.toThrow(
      ': spec.initContainers[0].image, spec.volumes[0].image\n',
    );
  });

  test('judges an update for what it changes', async () => {
    await kubectl('run', 'runs', '--image=nginx');
    await kubectl('label', 'pod', 'runs', 'more=labels');
    expect(await said('set', 'image', 'pod/runs', 'runs=unsigned')).toContain(refused);
    const debug = ['debug', 'runs', '--attach=false', '--container=bug'];
    expect(await said(...debug, '--image=unsigned')).toContain(
      `${refused}\n: spec.ephemeralContainers[0].image\n`,
    );
    await kubectl(...debug, '--image=nginx');
  });

  test('does not stand in the way of what ran before its namespace was policed', async () => {
    const before = ['-n', 'before'];
    await guarded.kubectl('create', 'namespace', 'before');
    const args = ['create', 'deployment', 'old', '--image=unsigned', '--replicas=2', ...before];
    await guarded.kubectl(...args);
    await guarded.kubectl('rollout', 'status', 'deployment/old', ...before, '--timeout=60s');
    await guarded.kubectl('label', 'namespace', 'before', 'policy.sigstore.dev/include=true');
    await guarded.kubectl('annotate', 'pods', '--all', 'some=thing', ...before);
    await guarded.kubectl('scale', 'deployment/old', '--replicas=1', ...before);
    const image = JSON.stringify({
      spec: {
        replicas: 0,
        template: { spec: { containers: [{ name: 'unsigned', image: 'unsigned:latest' }] } },
      },
    });
    const change = ['patch', 'deployment', 'old', '-p', image, ...before];
    expect(await guarded.said(...change)).toContain(refused);
    const path = '-o=jsonpath={.items[*].status.phase}';
    expect(await guarded.kubectl('get', 'pods', path, ...before)).toBe('Running');
  });

  test('says of a tag that there is none, and refuses what no policy covers', async () => {
    const absent = await said('run', 'absent', '--image=nginx:none');
    expect(absent).toContain(
      'validation failed: invalid value: nginx:none must be an image digest: spec.containers[0].image',
    );
    expect(absent).toContain('the registry has no such image');
    const digest = await guarded.pushed('other/app');
    const other = `${guarded.registry.host}/other/app@${digest}`;
    expect(await said('run', 'uncovered', `--image=${other}`)).toContain(
      `validation failed: no matching policies: spec.containers[0].image\n${other}`,
    );
  });

  test('lets in with a warning what a policy in mode warn covers', async () => {
    const { host } = guarded.registry;
    await guarded.apply(keylessPolicy('gentle', [`${host}/gentle/**`], '  mode: warn\n'));
    const digest = await guarded.pushed('gentle/app');
    const run = ['run', 'gentle', `--image=${host}/gentle/app@${digest}`];
    await expect.poll(() => kubectl(...run, '--dry-run=server')).toContain('gentle');
    expect(await said(...run, '--warnings-as-errors', '--dry-run=server')).toContain(
      'Warning: policy gentle: nobody has signed it',
    );
  });

  test('refuses a policy that is none, and warns of one that is not what it seems', async () => {
    const bad = keylessPolicy('bad', ['['], '  mode: x\n');
    await expect(guarded.apply(bad)).rejects.toThrow(
      /admission webhook "policy-validation.webhook.policy.sigstore.dev" denied the request: validation failed: .*glob/,
    );
    const unknown = keylessPolicy('bad', ['a/**'], '  unknown: x\n');
    await expect(guarded.apply(unknown)).rejects.toThrow('unknown field "spec.unknown"');
    const anybody = ['apply', '-f', '-', '--warnings-as-errors', '--dry-run=server'];
    await expect(
      guarded.cluster.kubectl(anybody, keylessPolicy('anybody', ['a/**'])),
    ).rejects.toThrow(/Warning: .*identities/);
  });

  test('tells a denial as an event of whoever wanted it', async () => {
    const events = () =>
      kubectl('get', 'events', '-o=jsonpath={.items[*].note}{.items[*].message}');
    await said('run', 'evented', '--image=unsigned');
    await expect.poll(events).toContain('policy sample-policy: nobody has signed it');
  });

  test('polices neither itself nor what a cluster heals itself with', async () => {
    for (const namespace of ['kube-system', 'gulfstream', 'cosign-system']) {
      await guarded.kubectl('label', 'namespace', namespace, 'policy.sigstore.dev/include=true');
      const run = ['run', 'free', '--image=unsigned', '-n', namespace, '--dry-run=server'];
      await guarded.kubectl(...run);
    }
  });

  test('a known image costs no request of a registry, and runs while that is down', async () => {
    const digest = `nginx@${signed}`;
    await kubectl('run', 'warm', `--image=${digest}`);
    const before = await guarded.agent.metric('enforce_registry_requests');
    await Promise.all([1, 2, 3].map((n) => kubectl('run', `warm-${n}`, `--image=${digest}`)));
    expect(await guarded.agent.metric('enforce_registry_requests')).toBe(before);
    await guarded.registry.stop();
    await kubectl('run', 'warm-4', `--image=${digest}`);
    expect(await said('run', 'cold', `--image=nginx@sha256:${'0'.repeat(64)}`)).toMatch(
      /denied the request: validation failed: failed policy: sample-policy(.|\n)*could not tell/,
    );
  });

  test('without an agent nothing is let in; it goes on with the certificate that it had', async () => {
    await guarded.agent.stop();
    expect(await said('run', 'nobody', '--image=nginx')).toContain(
      'failed calling webhook "enforcer.chainguard.dev"',
    );
    const authority = ['get', 'secret', 'webhook-certs', '-n', 'gulfstream', '-o=jsonpath={.data}'];
    const before = await guarded.kubectl(...authority);
    await guarded.restart();
    expect(await guarded.kubectl(...authority)).toBe(before);
  });
});
