// SPDX-License-Identifier: Apache-2.0

/** The namespace of the agent itself. */
export const agentNamespace = 'gulfstream';
/** The namespace of what policies refer to: public keys and pull secrets. */
export const policyNamespace = 'cosign-system';
/** The Service behind which all replicas answer admission reviews. */
export const webhookService = 'webhook';
/** The Secret with the certificate that they show. */
export const certificateSecret = 'webhook-certs';
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
