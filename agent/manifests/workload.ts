// SPDX-License-Identifier: Apache-2.0
import { agentNamespace, releasedAnnotation, serviceAccount, webhookService } from '../names.ts';
import { agentPods, fingerprintOf, type ManifestOptions, ours } from './options.ts';
import { proxyAnnotation, proxyVariables } from './proxy.ts';

const place = { namespace: agentNamespace, labels: ours };
const ports = { admission: 8443, health: 8080 };
/** Where the agent finds its token, which the kubelet keeps fresh, and where it may write. */
const paths = { token: '/var/run/enforce', state: '/var/lib/enforce', temporary: '/tmp' };

/**
 * What Node is told. Reviews leave much behind that is soon of no use: by itself V8 would let 48 MiB of
 * it gather, and 100 MiB more, before it looks. A small young generation costs no CPU that was measurable.
 */
export const nodeOptions = '--max-semi-space-size=4';

/** How long the agent's token lives, in seconds: the shortest that Kubernetes gives. */
const tokenLife = 600;

/** The replicas, none of which the others need. */
export const deployment = (options: ManifestOptions) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: serviceAccount, ...place, ...release(options) },
  spec: {
    replicas: 2,
    selector: { matchLabels: agentPods },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: {
      metadata: { labels: agentPods, ...renewal(options) },
      spec: {
        serviceAccountName: serviceAccount,
        terminationGracePeriodSeconds: 30,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          runAsGroup: 65532,
          fsGroup: 65532,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        affinity: { podAntiAffinity: apart },
        containers: [container(options)],
        volumes: [
          { name: 'token', projected: { sources: [{ serviceAccountToken: tokenOf(options) }] } },
          { name: 'state', emptyDir: { sizeLimit: '2Gi' } },
          { name: 'temporary', emptyDir: { sizeLimit: '64Mi' } },
        ],
      },
    },
  },
});

const release = ({ released }: ManifestOptions) =>
  released === undefined ? {} : { annotations: { [releasedAnnotation]: released } };

/**
 * A new code makes new pods: they register with it at once, whatever the ones before were; and so do
 * new credentials for a proxy.
 */
function renewal({ code, proxy }: ManifestOptions) {
  const marks = {
    'enforcer.chainguard.dev/registration': code === undefined ? undefined : fingerprintOf(code),
    [proxyAnnotation]: proxy?.revision,
  };
  const set = Object.entries(marks).filter(([, value]) => value !== undefined);
  return set.length === 0 ? {} : { annotations: Object.fromEntries(set) };
}

const tokenOf = ({ issuer }: ManifestOptions) => ({
  audience: issuer,
  expirationSeconds: tokenLife,
  path: 'token',
});

/** On different nodes, where there are several. */
const apart = {
  preferredDuringSchedulingIgnoredDuringExecution: [
    {
      weight: 100,
      podAffinityTerm: {
        topologyKey: 'kubernetes.io/hostname',
        labelSelector: { matchLabels: agentPods },
      },
    },
  ],
};

const container = (options: ManifestOptions) => ({
  name: 'controller',
  image: options.image,
  args: [
    `--control-plane=${options.api}`,
    `--token-file=${paths.token}/token`,
    `--profiles=${options.profiles.join()}`,
    `--state=${paths.state}`,
    ...(options.private ? ['--private'] : []),
  ],
  env: [
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'NODE_OPTIONS', value: nodeOptions },
    ...proxyVariables(options.proxy),
  ],
  ports: [
    { name: 'admission', containerPort: ports.admission },
    { name: 'health', containerPort: ports.health },
  ],
  readinessProbe: { httpGet: { path: '/readyz', port: 'health' }, periodSeconds: 5 },
  livenessProbe: {
    httpGet: { path: '/healthz', port: 'health' },
    initialDelaySeconds: 10,
    periodSeconds: 20,
    timeoutSeconds: 5,
  },
  resources: {
    requests: { cpu: '50m', memory: '160Mi' },
    limits: { cpu: '1', memory: '1Gi' },
  },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [
    { name: 'token', mountPath: paths.token, readOnly: true },
    { name: 'state', mountPath: paths.state },
    { name: 'temporary', mountPath: paths.temporary },
  ],
});

/** Where the API server finds a replica that is ready. */
export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: webhookService, ...place },
  spec: {
    selector: agentPods,
    ports: [{ name: 'admission', port: 443, targetPort: 'admission' }],
  },
};

/** Whoever drains nodes leaves one replica. */
export const disruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: serviceAccount, ...place },
  spec: { minAvailable: 1, selector: { matchLabels: agentPods } },
};
