// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import { components, names } from '../../../core/iam/components.ts';
import { group, issuer } from '../customer.ts';
import { each, ofType, type Rule, text } from './rule.ts';

const host = issuer.replace('https://', '');
const reader = names.account('cosigned');
const grantTypes = ['aws_iam_role_policy_attachment', 'aws_iam_role_policy'];
const pulling = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:ListImages',
];

/** Whether the policy document allows pulling from repositories that it names one by one, and a login. */
function pulls(document: string): boolean {
  const { Statement: statements } = JSON.parse(document);
  return (
    Array.isArray(statements) &&
    statements.every(({ Effect, Action, Resource, ...more }) => {
      const login = isDeepStrictEqual([Action, Resource], [['ecr:GetAuthorizationToken'], ['*']]);
      const pull =
        [Action].flat().every((action) => pulling.includes(action)) &&
        [Resource].flat().every((arn) => /^arn:aws:ecr:[^*?]+:repository\/[^*?]+$/.test(arn));
      return Effect === 'Allow' && Object.keys(more).length === 0 && (login || pull);
    })
  );
}

/** What must hold of what a customer applies in an account of AWS. */
export const customerAmazon: Rule[] = [
  {
    says: 'at AWS, the roles are those that the platform looks for, and nobody else comes in',
    broken: (all) => {
      const roles = ofType(all, 'aws_iam_role').map((role) => text(role, 'name'));
      const expected = components.map(names.account);
      return isDeepStrictEqual(roles.sort(), expected.sort()) ? [] : roles;
    },
  },
  {
    says: 'at AWS, tokens count of this issuer and for the audience amazon alone',
    broken: each(
      'aws_iam_openid_connect_provider',
      ({ values }) =>
        !isDeepStrictEqual([values['url'], values['client_id_list']], [issuer, ['amazon']]),
    ),
  },
  {
    says: 'at AWS, each role is assumed by its component acting for exactly the group',
    broken: (all) => {
      const arns = ofType(all, 'aws_iam_openid_connect_provider').map((one) => text(one, 'arn'));
      const trust = (role: string) => ({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRoleWithWebIdentity',
            Principal: { Federated: arns.join() },
            Condition: {
              StringEquals: {
                [`${host}:aud`]: 'amazon',
                [`${host}:sub`]: `${role.replace('enforce-', '')}:${group}`,
              },
            },
          },
        ],
      });
      return ofType(all, 'aws_iam_role')
        .filter((role) => {
          const said: unknown = JSON.parse(text(role, 'assume_role_policy'));
          return !isDeepStrictEqual(said, trust(text(role, 'name')));
        })
        .map(({ address }) => address);
    },
  },
  {
    says: 'at AWS, canary may do nothing, and cosigned reads images',
    broken: (all) => {
      const inTheRole = each(
        'aws_iam_role',
        ({ values }) =>
          [values['inline_policy'], values['managed_policy_arns']].flat().filter(Boolean).length >
          0,
      );
      const granted = each(grantTypes, (grant) => {
        const fits =
          grant.type === 'aws_iam_role_policy'
            ? pulls(text(grant, 'policy'))
            : text(grant, 'policy_arn') ===
              'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly';
        return text(grant, 'role') !== reader || !fits;
      });
      return [...inTheRole(all), ...granted(all)];
    },
  },
  {
    says: 'at AWS, there is nothing but the provider, the roles and what they may do',
    broken: (all) =>
      all
        .filter(
          ({ type }) =>
            !['aws_iam_openid_connect_provider', 'aws_iam_role', ...grantTypes].includes(type),
        )
        .map(({ address }) => address),
  },
];
