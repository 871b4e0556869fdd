// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Kube, type KubeObject, type Resource, resources } from '../kube.ts';
import { enforcer, policyWebhook } from '../names.ts';

/** The webhook configurations whose webhooks are ours. */
export const configurations: readonly { resource: Resource; name: string }[] = [
  { resource: resources.mutatingWebhooks, name: enforcer },
  { resource: resources.validatingWebhooks, name: enforcer },
  { resource: resources.validatingWebhooks, name: policyWebhook },
];

export interface WebhookConfiguration {
  resource: Resource;
  object: KubeObject;
}

const webhooks = z.array(
  z.looseObject({
    name: z.string(),
    clientConfig: z.looseObject({ caBundle: z.string().nullish() }),
  }),
);

/** Has the API server believe these authorities (PEM) where it calls us; writes only what differs. */
export async function believing(
  kube: Kube,
  { resource, object }: WebhookConfiguration,
  authorities: string,
): Promise<void> {
  const wanted = Buffer.from(authorities).toString('base64');
  const operations = webhooks.parse(object['webhooks'] ?? []).flatMap((each, index) =>
    each.clientConfig.caBundle === wanted
      ? []
      : [
          { op: 'test', path: `/webhooks/${index}/name`, value: each.name },
          { op: 'add', path: `/webhooks/${index}/clientConfig/caBundle`, value: wanted },
        ],
  );
  if (operations.length === 0) return;
  await kube.patch(resource, object.metadata.name, operations, { operations: true });
}
