// SPDX-License-Identifier: Apache-2.0

/** What a new policy begins with: one registry, one signer, and the log that must have seen it. */
export const template = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: my-policy
spec:
  images:
    - glob: "registry.example.com/**"
  authorities:
    - name: signer
      keyless:
        url: https://fulcio.sigstore.dev
        identities:
          - issuer: https://accounts.google.com
            subject: me@example.com
      ctlog:
        url: https://rekor.sigstore.dev
`;
