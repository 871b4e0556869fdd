// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import { components, names } from '../../../core/iam/components.ts';
import { group, issuer, project } from '../customer.ts';
import type { Resource } from '../resources.ts';
import { at, each, grants, ofType, type Rule, text } from './rule.ts';

const accountOf = (all: Resource[], component: string): Resource | undefined =>
  ofType(all, 'google_service_account').find(
    (made) => text(made, 'account_id') === `enforce-${component}`,
  );
const entries = 'google_service_account_iam_member';

/** What of Google’s may be granted on what, to the one account that reads. */
const reading: Record<string, string[]> = {
  google_project_iam_member: ['roles/artifactregistry.reader'],
  google_artifact_registry_repository_iam_member: ['roles/artifactregistry.reader'],
  google_storage_bucket_iam_member: ['roles/storage.objectViewer'],
};

/** What must hold of what a customer applies in a project of Google Cloud. */
export const customerGoogle: Rule[] = [
  {
    says: 'at Google, everything is called as the platform looks for it, in the project',
    broken: (all) => {
      const called = (type: string, field: string) =>
        ofType(all, type).map((one) => text(one, field));
      const found = {
        pools: called('google_iam_workload_identity_pool', 'workload_identity_pool_id'),
        providers: called(
          'google_iam_workload_identity_pool_provider',
          'workload_identity_pool_provider_id',
        ),
        accounts: called('google_service_account', 'account_id').sort(),
      };
      const expected = {
        pools: [names.pool],
        providers: [names.provider],
        accounts: components.map(names.account).sort(),
      };
      const elsewhere = all.filter((made) => (made.values['project'] ?? project) !== project);
      return [
        ...(isDeepStrictEqual(found, expected) ? [] : [JSON.stringify(found)]),
        ...elsewhere.map(({ address }) => address),
      ];
    },
  },
  {
    says: 'at Google, tokens count by their subject, of this issuer and for the audience google alone',
    broken: each('google_iam_workload_identity_pool_provider', (provider) => {
      const subjects = components.map((component) => `'${component}:${group}'`);
      return !isDeepStrictEqual(
        {
          mapping: provider.values['attribute_mapping'],
          condition: text(provider, 'attribute_condition'),
          issuer: at(provider, 'oidc.issuer_uri'),
          audiences: at(provider, 'oidc.allowed_audiences'),
        },
        {
          mapping: { 'google.subject': 'assertion.sub' },
          condition: `assertion.sub in [${subjects.join(', ')}]`,
          issuer,
          audiences: ['google'],
        },
      );
    }),
  },
  {
    says: 'at Google, each account is entered by its component acting for exactly the group',
    broken: (all) => {
      const pool = ofType(all, 'google_iam_workload_identity_pool')[0];
      const found = ofType(all, entries).map((grant) =>
        ['service_account_id', 'role', 'member'].map((field) => text(grant, field)).join(' '),
      );
      const expected = components.map((component) => {
        const account = accountOf(all, component);
        const subject = `${pool && text(pool, 'name')}/subject/${component}:${group}`;
        const name = account && text(account, 'name');
        return `${name} roles/iam.workloadIdentityUser principal://iam.googleapis.com/${subject}`;
      });
      return isDeepStrictEqual(found.sort(), expected.sort()) ? [] : found;
    },
  },
  {
    says: 'at Google, canary may do nothing, and cosigned reads images',
    broken: (all) => {
      const reader = accountOf(all, 'cosigned');
      return grants(all)
        .filter(({ type }) => type !== entries)
        .filter(
          (grant) =>
            !reading[grant.type]?.includes(text(grant, 'role')) ||
            text(grant, 'member') !== (reader && text(reader, 'member')),
        )
        .map(({ address }) => address);
    },
  },
  {
    says: 'at Google, no member is everybody or many',
    broken: (all) =>
      grants(all)
        .filter(
          (grant) =>
            !grant.type.endsWith('_member') ||
            !/^(serviceAccount:[^*]+|principal:\/\/[^*]+)$/.test(text(grant, 'member')),
        )
        .map(({ address }) => address),
  },
  {
    says: 'at Google, there is no key',
    broken: each('google_service_account_key', () => true),
  },
];
