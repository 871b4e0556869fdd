// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';

const alive = { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' };
const phase = (values: string[]) => ({ key: '.status.phase', operator: 'In', values });

/** An image whose name no kubelet can read: a pod with it stays as a real one does. */
export const unreadable = 'registry.example.com/Enforce/Agent:1';
const image = (operator: 'In' | 'NotIn') => ({
  key: '.spec.containers.[].image',
  operator,
  values: [unreadable],
});

/** A stage of kwok's: objects of a kind that are in some state go on to the next. */
const stage = (name: string, kind: 'Node' | 'Pod', matchExpressions: object[], next: object) => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name },
  spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, next },
});

const nodeReady = `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- { type: {{ .type | Quote }}, status: {{ .status | Quote }}, reason: {{ .reason | Quote }},
    message: {{ .message | Quote }}, lastHeartbeatTime: {{ $now | Quote }}, lastTransitionTime: {{ $now | Quote }} }
{{ end }}
addresses:
- { type: InternalIP, address: {{ NodeIP | Quote }} }
nodeInfo: { architecture: amd64, operatingSystem: linux, osImage: kwok, kernelVersion: kwok, bootID: "",
  machineID: "", systemUUID: "", containerRuntimeVersion: kwok, kubeletVersion: kwok, kubeProxyVersion: "" }
phase: Running
`;

/** Containers run and init containers are done. The image's digest is written by `kubelet.ts`. */
const podRuns = `
{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
podIPs:
{{ range PodIPsWith .spec.nodeName (or .spec.hostNetwork false) .metadata.uid .metadata.name .metadata.namespace }}
- { ip: {{ . | Quote }} }
{{ end }}
conditions:
{{ range $type := list "Initialized" "Ready" "ContainersReady" }}
- { type: {{ $type | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- { name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ .image | Quote }}, ready: true,
    started: true, restartCount: 0, state: { running: { startedAt: {{ $now | Quote }} } } }
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
- { name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ .image | Quote }}, ready: true,
    restartCount: 0, state: { terminated: { exitCode: 0, reason: Completed,
    startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } } }
{{ end }}
`;

/** What a kubelet says of such a name. */
const podHeld = `
phase: Pending
containerStatuses:
{{ range .spec.containers }}
- { name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: "", ready: false, started: false, restartCount: 0,
    state: { waiting: { reason: InvalidImageName, message: "couldn't parse image name: invalid reference format" } } }
{{ end }}
`;

const jobDone = `
{{ $now := Now }}
phase: Succeeded
containerStatuses:
{{ range .status.containerStatuses }}
- { name: {{ .name | Quote }}, image: {{ .image | Quote }}, imageID: {{ .imageID | Quote }}, ready: false,
    started: false, restartCount: 0, state: { terminated: { exitCode: 0, reason: Completed,
    startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } } }
{{ end }}
`;

const stages = [
  stage('node-ready', 'Node', [{ key: '.status.phase', operator: 'DoesNotExist' }], {
    statusTemplate: nodeReady,
  }),
  stage('pod-runs', 'Pod', [alive, phase(['Pending']), image('NotIn')], {
    statusTemplate: podRuns,
  }),
  stage(
    'pod-held',
    'Pod',
    [alive, image('In'), { key: '.status.containerStatuses.[].name', operator: 'DoesNotExist' }],
    { statusTemplate: podHeld },
  ),
  stage(
    'job-done',
    'Pod',
    [
      alive,
      phase(['Running']),
      { key: '.metadata.ownerReferences.[].kind', operator: 'In', values: ['Job'] },
    ],
    { statusTemplate: jobDone },
  ),
  stage('pod-gone', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], {
    delete: true,
  }),
];

/** Writes what kwok does with nodes and pods, as its configuration. */
export function writeStages(file: string): void {
  writeFileSync(file, stages.map((one) => stringify(one)).join('---\n'));
}
