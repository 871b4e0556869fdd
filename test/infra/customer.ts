// SPDX-License-Identifier: Apache-2.0
import type { Cloud } from '../../core/iam/components.ts';

/** The group that a customer lets in, and who signs its tokens. */
export const group = `${'0123456789'.repeat(4)}/${'ab'.repeat(8)}`;
export const issuer = 'https://enforce.example.test/home';
export const project = 'acme-images';
export const repository = 'arn:aws:ecr:eu-west-1:123456789012:repository/team/apps';

export const folder = (cloud: Cloud): string => `infra/customer/${cloud}`;

/** What the module of a cloud is told, with what a test adds or puts in its place. */
export function told(cloud: Cloud, otherwise: Record<string, unknown> = {}): string[] {
  const usual = { group, issuer, ...(cloud === 'google' ? { project_id: project } : {}) };
  return Object.entries({ ...usual, ...otherwise }).map(
    ([name, value]) => `-var=${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
}

/** What narrows each module to less than a whole account. */
export const narrowed: Record<Cloud, Record<string, unknown>> = {
  google: {
    repositories: [{ location: 'europe-west1', name: 'apps' }],
    buckets: ['artifacts.acme-images.appspot.com'],
  },
  amazon: { repositories: [repository] },
};
