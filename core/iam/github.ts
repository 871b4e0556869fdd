// SPDX-License-Identifier: Apache-2.0

/** Who signs the identity tokens of GitHub Actions. */
export const githubIssuer = 'https://token.actions.githubusercontent.com';
