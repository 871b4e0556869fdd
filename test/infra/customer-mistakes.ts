// SPDX-License-Identifier: Apache-2.0
import { group } from './customer.ts';
import { at } from './rules/rule.ts';
import { add, drop, find, type Mistake, set } from './spoil.ts';

const account = 'google_service_account';
const entry = 'google_service_account_iam_member';
const onProject = 'google_project_iam_member';
const pool = 'google_iam_workload_identity_pool';
const provider = 'google_iam_workload_identity_pool_provider';
const role = 'aws_iam_role';
const attachment = 'aws_iam_role_policy_attachment';
const rolePolicy = 'aws_iam_role_policy';
const openId = 'aws_iam_openid_connect_provider';

/** Grants something to the account of a component, whatever it is called by in this state. */
const grant =
  (component: string, type: string, granted: string): Mistake =>
  (all) => {
    const member = at(find(all, account, component), 'member');
    add(type, { role: granted, member })(all);
  };

/** Writes another member in place of part of the one who enters as the component. */
const enters =
  (component: string, part: string | RegExp, instead: string): Mistake =>
  (all) => {
    const before = String(at(find(all, entry, component), 'member'));
    set(entry, component, 'member', before.replace(part, instead))(all);
  };

/** Writes something else in place of part of the trust policy of a role. */
const trusts =
  (component: string, part: string | RegExp, instead: string): Mistake =>
  (all) => {
    const before = String(at(find(all, role, component), 'assume_role_policy'));
    set(role, component, 'assume_role_policy', before.replace(part, instead))(all);
  };

const allows = (actions: string[], resources: string[]): Mistake =>
  add(rolePolicy, {
    role: 'enforce-cosigned',
    policy: JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }],
    }),
  });

const above = group.split('/')[0] ?? '';

/** Of each rule for what a customer applies: mistakes that it finds. */
export const customerMistakes: Record<string, Mistake[]> = {
  'at Google, everything is called as the platform looks for it, in the project': [
    set(pool, '', 'workload_identity_pool_id', 'enforce'),
    set(provider, '', 'workload_identity_pool_provider_id', 'provider'),
    set(account, 'canary', 'account_id', 'canary'),
    drop(account, 'canary'),
    add(account, { account_id: 'enforce-other' }),
    set(account, 'canary', 'project', 'acme-elsewhere'),
  ],
  'at Google, tokens count by their subject, of this issuer and for the audience google alone': [
    set(provider, '', 'oidc.allowed_audiences', []),
    set(provider, '', 'oidc.allowed_audiences', ['google', 'amazon']),
    set(provider, '', 'oidc.issuer_uri', 'https://enforce.example.com'),
    set(provider, '', 'attribute_mapping', { 'google.subject': 'assertion.aud' }),
    set(provider, '', 'attribute_condition', ''),
    set(provider, '', 'attribute_condition', `assertion.sub.endsWith(':${group}')`),
  ],
  'at Google, each account is entered by its component acting for exactly the group': [
    enters('cosigned', group, above),
    enters('cosigned', group, `${group}/${'cd'.repeat(8)}`),
    enters('cosigned', 'cosigned:', 'canary:'),
    enters('canary', /subject\/.*$/, '*'),
    enters('canary', 'principal:', 'principalSet:'),
    set(entry, 'cosigned', 'role', 'roles/iam.serviceAccountUser'),
    drop(entry, 'canary'),
    add(entry, { role: 'roles/iam.workloadIdentityUser', member: 'user:someone@example.com' }),
  ],
  'at Google, canary may do nothing, and cosigned reads images': [
    grant('canary', onProject, 'roles/artifactregistry.reader'),
    grant('canary', 'google_storage_bucket_iam_member', 'roles/storage.objectViewer'),
    grant('cosigned', onProject, 'roles/editor'),
    grant('cosigned', onProject, 'roles/storage.objectViewer'),
    grant('cosigned', 'google_kms_crypto_key_iam_member', 'roles/cloudkms.signer'),
    add(onProject, { role: 'roles/artifactregistry.reader', member: 'allUsers' }),
  ],
  'at Google, no member is everybody or many': [
    add(onProject, { role: 'roles/artifactregistry.reader', member: 'allAuthenticatedUsers' }),
    enters('cosigned', 'principal:', 'principalSet:'),
    enters('cosigned', /subject\/.*$/, 'subject/*'),
    add('google_project_iam_binding', { role: 'roles/artifactregistry.reader', members: [] }),
  ],
  'at Google, there is no key': [add('google_service_account_key', {})],
  'at AWS, the roles are those that the platform looks for, and nobody else comes in': [
    set(role, 'canary', 'name', 'canary'),
    drop(role, 'canary'),
    add(role, { name: 'enforce-other' }),
  ],
  'at AWS, tokens count of this issuer and for the audience amazon alone': [
    set(openId, '', 'client_id_list', ['amazon', 'sts.amazonaws.com']),
    set(openId, '', 'client_id_list', []),
    set(openId, '', 'url', 'https://enforce.example.com'),
  ],
  'at AWS, each role is assumed by its component acting for exactly the group': [
    trusts('cosigned', group, above),
    trusts('cosigned', group, '*'),
    trusts('cosigned', 'cosigned:', 'canary:'),
    trusts('canary', 'StringEquals', 'StringLike'),
    trusts('canary', /"[^"]+:aud":"amazon",/, ''),
    trusts('canary', ':"amazon"', ':"sts.amazonaws.com"'),
    trusts('canary', /\{"Federated":"[^"]+"\}/, '"*"'),
    trusts('canary', /\{"Federated":"[^"]+"\}/, '{"AWS":"*"}'),
    trusts('canary', '"Statement":[', '"Statement":[{"Effect":"Allow","Principal":"*"},'),
  ],
  'at AWS, canary may do nothing, and cosigned reads images': [
    add(attachment, {
      role: 'enforce-canary',
      policy_arn: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    }),
    add(attachment, {
      role: 'enforce-cosigned',
      policy_arn: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser',
    }),
    set(role, 'canary', 'managed_policy_arns', ['arn:aws:iam::aws:policy/ReadOnlyAccess']),
    set(role, 'canary', 'inline_policy', [{ name: 'more', policy: '{}' }]),
    allows(['ecr:PutImage'], ['arn:aws:ecr:eu-west-1:123456789012:repository/apps']),
    allows(['ecr:BatchGetImage'], ['*']),
    allows(['ecr:BatchGetImage'], ['arn:aws:ecr:eu-west-1:123456789012:repository/*']),
  ],
  'at AWS, there is nothing but the provider, the roles and what they may do': [
    add('aws_iam_access_key', { user: 'enforce' }),
    add('aws_iam_role_policies_exclusive', {}),
  ],
};
