// SPDX-License-Identifier: Apache-2.0

/**
 * Terraform's providers that `infra/` uses, by what the types of their resources begin with: the npm
 * package that CDK for Terraform generated from each, the version that this was generated from, and
 * what of the provider's own configuration is used. The packages are the newest that fit.
 */
export const providers = {
  google: {
    source: '@cdktf/provider-google@16.12.1',
    version: '6.50.0',
    configuration: {
      project: 'string',
      region: 'string',
      billing_project: 'string',
      access_token: 'string',
      user_project_override: 'bool',
    },
  },
  aws: {
    source: '@cdktf/provider-aws@21.22.1',
    version: '6.25.0',
    configuration: { region: 'string', profile: 'string' },
  },
} as const;
export type Provider = keyof typeof providers;
export const providerNames: readonly Provider[] = ['google', 'aws'];
