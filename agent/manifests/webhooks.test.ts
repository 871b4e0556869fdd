// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import * as z from 'zod';
import { webhookConfigurations } from './webhooks.ts';

const term = z.strictObject({ key: z.string(), operator: z.string(), values: z.array(z.string()) });
const webhook = z.looseObject({
  namespaceSelector: z.strictObject({ matchExpressions: z.array(term) }).optional(),
  objectSelector: z.unknown().optional(),
  matchConditions: z.unknown().optional(),
});
const webhooks = webhookConfigurations().flatMap(({ webhooks: all }) =>
  all.map((each) => webhook.parse(each)),
);

/** Kubernetes' own way with such a selector: every term has to hold. */
const asks = (labels: { [key: string]: string }, { namespaceSelector }: z.infer<typeof webhook>) =>
  (namespaceSelector?.matchExpressions ?? []).every(({ key, operator, values }) => {
    const held = values.includes(labels[key] ?? '');
    return operator === 'In' ? held : !held;
  });

const policed = {
  'policy.sigstore.dev/include': 'true',
  'kubernetes.io/metadata.name': 'team',
};

test('12: no label takes a namespace out that asked to be policed, nor one an object', () => {
  for (const each of webhooks) {
    expect(asks(policed, each)).toBe(true);
    for (const label of ['webhooks.knative.dev/exclude', 'policy.sigstore.dev/exclude']) {
      expect(asks({ ...policed, [label]: 'true' }, each)).toBe(true);
    }
    expect(each).not.toHaveProperty('objectSelector');
    expect(each).not.toHaveProperty('matchConditions');
  }
});

test('the namespaces by which a cluster heals itself are left alone, and those that did not ask', () => {
  const selecting = webhooks.filter(({ namespaceSelector }) => namespaceSelector !== undefined);
  expect(selecting).toHaveLength(2);
  for (const each of selecting) {
    expect(asks({ ...policed, 'kubernetes.io/metadata.name': 'kube-system' }, each)).toBe(false);
    expect(asks({ 'kubernetes.io/metadata.name': 'team' }, each)).toBe(false);
  }
});
