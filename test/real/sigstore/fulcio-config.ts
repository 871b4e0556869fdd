// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';

/** Which claim of GitHub's tokens goes into which extension of the certificate. */
const extensions = {
  'github-workflow-trigger': 'event_name',
  'github-workflow-sha': 'sha',
  'github-workflow-name': 'workflow',
  'github-workflow-repository': 'repository',
  'github-workflow-ref': 'ref',
  'build-signer-uri': '{{ .url }}/{{ .job_workflow_ref }}',
  'build-signer-digest': 'job_workflow_sha',
  'runner-environment': 'runner_environment',
  'source-repository-uri': '{{ .url }}/{{ .repository }}',
  'source-repository-digest': 'sha',
  'source-repository-ref': 'ref',
  'source-repository-identifier': 'repository_id',
  'source-repository-owner-uri': '{{ .url }}/{{ .repository_owner }}',
  'source-repository-owner-identifier': 'repository_owner_id',
  'build-config-uri': '{{ .url }}/{{ .workflow_ref }}',
  'build-config-digest': 'workflow_sha',
  'build-trigger': 'event_name',
  'run-invocation-uri':
    '{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}',
  'source-repository-visibility-at-signing': 'repository_visibility',
  'deployment-environment': 'environment',
};

/** Fulcio's configuration for the issuers at a URL (see `issuer.ts`). */
export function fulcioConfig(issuers: string): string {
  const issuer = (kind: string, more: object) => ({
    [`${issuers}/${kind}`]: {
      'issuer-url': `${issuers}/${kind}`,
      'client-id': 'sigstore',
      ...more,
    },
  });
  return stringify({
    'oidc-issuers': {
      ...issuer('email', { type: 'email' }),
      ...issuer('gha', { type: 'ci-provider', 'ci-provider': 'github-workflow' }),
      ...issuer('uri', { type: 'uri', 'subject-domain': 'http://localhost' }),
      ...issuer('k8s', { type: 'kubernetes' }),
      ...issuer('user', { type: 'username', 'subject-domain': 'localhost' }),
    },
    'ci-issuer-metadata': {
      'github-workflow': {
        'default-template-values': { url: 'https://github.com', environment: '' },
        'extension-templates': extensions,
        'subject-alternative-name-template': '{{ .url }}/{{ .job_workflow_ref }}',
      },
    },
  });
}
