// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scripted } from '../../test/fixtures/kube/scripted.ts';
import { examined } from './doctor.ts';

/** What the API server has, by path: the objects of a collection, or one object. */
let has: Record<string, unknown>;
let refuses: RegExp | undefined;
let tried: string;
let server: Awaited<ReturnType<typeof scripted>>;

const admission = '/apis/admissionregistration.k8s.io/v1';
const own = (group: string, rest: string) => `${group}/namespaces/gulfstream/${rest}`;
const paths = {
  deployment: own('/apis/apps/v1', 'deployments/controller'),
  pods: own('/api/v1', 'pods'),
  enrolment: own('/api/v1', 'configmaps/enrolment'),
  secret: own('/api/v1', 'secrets/webhook-certs'),
  slices: own('/apis/discovery.k8s.io/v1', 'endpointslices'),
  validating: `${admission}/validatingwebhookconfigurations`,
  mutating: `${admission}/mutatingwebhookconfigurations`,
};
const id = `${'a'.repeat(40)}/${'b'.repeat(16)}`;
const image = 'registry.example.com/agent:1';
const ca = 'Q0E=';

const deployment = (availableReplicas: number) => ({
  metadata: {
    name: 'controller',
    generation: 1,
    annotations: { 'enforcer.chainguard.dev/released': '2026-06-01T00:00:00Z' },
  },
  spec: {
    replicas: 2,
    template: { spec: { containers: [{ image, args: ['--profiles=observer,enforcer'] }] } },
  },
  status: { observedGeneration: 1, updatedReplicas: 2, availableReplicas },
});
const configuration = (name: string, caBundle = ca) => ({
  metadata: { name },
  webhooks: [{ clientConfig: { caBundle } }],
});
const pod = (waiting: { reason: string; message?: string }, of = image) => ({
  metadata: { name: 'controller-1' },
  spec: { containers: [{ image: of }] },
  status: { containerStatuses: [{ state: { waiting } }] },
});

beforeEach(async () => {
  refuses = undefined;
  tried = 'admission webhook "policy-validation.webhook.policy.sigstore.dev" denied the request';
  has = {
    '/api/v1/namespaces/gulfstream': { metadata: { name: 'gulfstream' } },
    '/api/v1/namespaces': [{ metadata: { name: 'default' } }],
    [paths.deployment]: deployment(2),
    [paths.pods]: [],
    [paths.enrolment]: { metadata: { name: 'enrolment' }, data: { cluster: id } },
    [paths.secret]: { metadata: { name: 'webhook-certs' }, data: { 'ca.crt': ca } },
    [own('/api/v1', 'services/webhook')]: { metadata: { name: 'webhook' } },
    [paths.slices]: [
      { metadata: { name: 'webhook-1' }, endpoints: [{ conditions: { ready: true } }] },
    ],
    [paths.validating]: [
      configuration('enforcer.chainguard.dev'),
      configuration('policy-validation.webhook.policy.sigstore.dev'),
    ],
    [paths.mutating]: [configuration('enforcer.chainguard.dev')],
  };
  server = await scripted((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const answer = (status: number, body: unknown) =>
      response.writeHead(status).end(JSON.stringify(body));
    if (refuses?.test(path)) return answer(403, { message: `you may not see ${path}` });
    if (request.method === 'POST') return answer(400, { message: tried });
    const found = has[path];
    if (found === undefined) return answer(404, { message: 'not found' });
    return answer(200, Array.isArray(found) ? { metadata: {}, items: found } : found);
  });
});
afterEach(() => server.close());

/** What is found wrong, and its cure, by part. */
const wrong = async (date = '2026-07-01T00:00:00Z') => {
  const findings = await examined(server.kube, { date });
  return findings
    .filter((each) => each.wrong !== undefined)
    .map(({ part, wrong = '', cure = '' }) => [part, wrong, cure]);
};

test('of an installation that is as it should be, nothing is wrong', async () => {
  expect(await wrong()).toEqual([]);
});

test.each([
  ['InvalidImageName', '', image, '--image REFERENCE'],
  ['ErrImagePull', 'manifest unknown', image, `npm run image -- --push ${image}`],
  ['ImagePullBackOff', '401 Unauthorized', image, 'a pull secret in imagePullSecrets'],
  ['ErrImagePull', 'lookup x: no such host', image, 'let the nodes reach the registry'],
  ['ErrImagePull', 'connection refused', 'localhost/enforce-agent:1', 'kind load image-archive'],
  ['ErrImageNeverPull', '', image, 'kind load image-archive'],
  ['CrashLoopBackOff', 'back-off 5m0s', image, '--previous'],
  ['ContainerCreating', '', image, 'kubectl logs -n gulfstream deployment/controller'],
])(
  'of an image with %s (%s) it says how it comes to the nodes',
  async (reason, message, of, cure) => {
    const { spec, ...rest } = deployment(0);
    spec.template.spec.containers = [{ image: of, args: ['--profiles=observer'] }];
    has[paths.deployment] = { ...rest, spec };
    has[paths.pods] = [
      pod({ reason: 'ImagePullBackOff' }, 'of/before:1'),
      pod({ reason, message }, of),
    ];
    const why = message === '' ? reason : `${reason}: ${message}`;
    expect(await wrong()).toEqual([
      ['agent', `0 of 2 replicas of the agent are ready (${why})`, expect.stringContaining(cure)],
    ]);
  },
);

test('a Service that nobody stands behind is named, and not asked through', async () => {
  has[paths.slices] = [{ metadata: { name: 'webhook-1' }, endpoints: null }];
  tried = 'nobody may ask';
  expect(await wrong()).toEqual([
    ['endpoints', expect.stringContaining('no replica that is ready'), expect.anything()],
  ]);
});

test('a webhook that believes another authority is named', async () => {
  has[paths.mutating] = [configuration('enforcer.chainguard.dev', 'b3RoZXI=')];
  expect(await wrong()).toEqual([
    [
      'certificates',
      expect.stringContaining(
        'caBundle of MutatingWebhookConfiguration enforcer.chainguard.dev is',
      ),
      expect.stringContaining('kubectl rollout restart'),
    ],
  ]);
});

test('a webhook that is not there is named, mutating ones too', async () => {
  has[paths.mutating] = [];
  expect(await wrong()).toEqual([
    ['webhooks', 'not there: enforcer.chainguard.dev (mutating)', expect.anything()],
  ]);
});

test.each([
  ['failed calling webhook: context deadline exceeded', 'port 8443'],
  ['failed calling webhook: x509: certificate signed by unknown authority', 'rollout restart'],
  ['failed calling webhook: an error on the server', 'endpointslices'],
])('where the API server gets no answer (%s), what is between is named', async (message, cure) => {
  tried = message;
  expect(await wrong()).toEqual([['webhook', message, expect.stringContaining(cure)]]);
});

test.each([
  ['UNAVAILABLE', 'https://enforce.test does not answer (ENOTFOUND)', 'name resolution'],
  ['UNAVAILABLE', 'http://localhost:8080 does not answer (ECONNREFUSED)', '--platform-url'],
  ['UNAUTHENTICATED', 'nobody vouches for this token', 'the keys of today'],
  ['INTERNAL', 'an answer that this agent cannot read', '--skip-invite'],
])(
  'of a control plane that the agent cannot talk to (%s: %s) it says why',
  async (code, message, cure) => {
    const trouble = {
      trouble: message,
      'trouble-code': code,
      'trouble-since': '2026-11-29T12:00:00Z',
    };
    has[paths.enrolment] = { metadata: { name: 'enrolment' }, data: { cluster: id, ...trouble } };
    expect(await wrong()).toEqual([
      ['control plane', `${message}, since 2026-11-29T12:00:00Z`, expect.stringContaining(cure)],
    ]);
  },
);

test('an agent that was released long before this chainctl is named', async () => {
  expect(await wrong('2026-08-29T00:00:00Z')).toEqual([]);
  expect(await wrong('2026-09-01T00:00:00Z')).toEqual([
    [
      'version',
      'the agent was released on 2026-06-01, this chainctl on 2026-09-01',
      'chainctl cluster install --skip-invite',
    ],
  ]);
});

test('where no namespace is labelled, and beside policy-controller, it says so', async () => {
  has['/api/v1/namespaces'] = [];
  has[paths.validating] = [
    ...(has[paths.validating] as object[]),
    configuration('policy.sigstore.dev'),
  ];
  expect(await wrong()).toEqual([
    [
      'kinds of policies',
      'not ours: ValidatingWebhookConfiguration policy.sigstore.dev',
      expect.stringContaining('--profiles observer'),
    ],
    ['namespaces', expect.stringContaining('nothing is refused'), expect.stringContaining('label')],
  ]);
});

test('what one may not look at is a finding, and the rest is looked at', async () => {
  refuses = /secrets|pods$/;
  has[paths.deployment] = deployment(0);
  has['/api/v1/namespaces'] = [];
  const parts = (await wrong()).map(([part, why]) => [part, why]);
  expect(parts).toEqual([
    ['agent', `you may not see ${paths.pods}`],
    ['webhooks', `you may not see ${paths.secret}`],
    ['namespaces', expect.anything()],
  ]);
});
