// SPDX-License-Identifier: Apache-2.0

/** The certificate's name for each kind of token. */
export const names = {
  gha: {
    type: 'uri',
    value: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
  },
  email: { type: 'email', value: 'dev@example.test' },
  k8s: { type: 'uri', value: 'https://kubernetes.io/namespaces/ns/serviceaccounts/sa' },
  user: { type: 'other', value: 'alice!localhost' },
  uri: { type: 'uri', value: 'http://localhost/users/1' },
} as const;

/** The cases without an entry in a log, and those with a timestamp. */
export const unlogged = /tsaonly|none|notlog|key-ann|v2-att-key/;
export const stamped = /r2|tsa/;
