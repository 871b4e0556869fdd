// SPDX-License-Identifier: Apache-2.0

/** Where the clouds trade tokens. */
export interface Exchanges {
  /** Google's security token service, and its API of service accounts. */
  google: { sts: string; iam: string };
  /** AWS's security token service and ECR; absent: those of the region. */
  amazon: { sts?: string; ecr?: string };
}

export const publicExchanges: Exchanges = {
  google: {
    sts: 'https://sts.googleapis.com/v1/token',
    iam: 'https://iamcredentials.googleapis.com/v1',
  },
  amazon: {},
};

/** A name and a password for a registry, and the moment at which they end, in milliseconds. */
export interface Borrowed {
  username: string;
  password: string;
  until: number;
}
