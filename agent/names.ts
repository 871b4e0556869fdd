// SPDX-License-Identifier: Apache-2.0

/** The namespace of the agent itself. */
export const agentNamespace = 'gulfstream';
/** The namespace of what policies refer to: public keys and pull secrets. */
export const policyNamespace = 'cosign-system';
/** The Service behind which all replicas answer admission reviews. */
export const webhookService = 'webhook';
/** The Secret with the certificate that they show. */
export const certificateSecret = 'webhook-certs';
/** The service account that the agent runs as. */
export const serviceAccount = 'controller';
/** The Secret with the code to register with, for as long as it takes. */
export const inviteSecret = 'mcp-creds';
/** The Secret with the URL of a proxy that wants credentials. */
export const proxySecret = 'egress-proxy';
/** The ConfigMap that remembers as which cluster this one was registered. */
export const enrolmentMap = 'enrolment';
/** Where it says why the agent cannot talk to the control plane, and since when; absent while it can. */
export const enrolmentTrouble = {
  code: 'trouble-code',
  message: 'trouble',
  since: 'trouble-since',
} as const;
/** On the agent's Deployment: when what was installed was released, as RFC 3339. */
export const releasedAnnotation = 'enforcer.chainguard.dev/released';
/** The ConfigMap with what cluster administrators set. */
export const settingsMap = 'config-policy-controller';

/** Both webhook configurations and the webhooks in them: what a denial is signed with. */
export const enforcer = 'enforcer.chainguard.dev';
/** The webhook that looks at policies themselves. */
export const policyWebhook = 'policy-validation.webhook.policy.sigstore.dev';

/** Where reviews are sent. */
export const webhookPaths = {
  resolution: '/admissionwebhooks/cosigned-resolution',
  verification: '/admissionwebhooks/cosigned-verification',
  policies: '/admissionwebhooks/policy-validation',
} as const;

/** Namespaces in which nothing is ever refused: a cluster must be able to heal itself. */
export const neverPoliced: readonly string[] = [agentNamespace, policyNamespace, 'kube-system'];

/** What marks objects that the control plane put into the cluster: only those are changed and pruned. */
export const managedLabel = 'gulfstream.dev/managed';
/** On such an object: the policy that it comes from, its version, and what came along with it. */
export const sourceAnnotations = {
  policy: 'gulfstream.dev/policy',
  digest: 'gulfstream.dev/digest',
  along: 'gulfstream.dev/along',
} as const;
/** Under which name the agent manages fields. */
export const fieldManager = 'enforce-agent';
/** The ConfigMap whose annotation says how often what fails is read again. */
export const resyncMap = 'config-image-policies';
export const resyncAnnotation = 'gulfstream.dev/resync';
