// SPDX-License-Identifier: Apache-2.0
import { at, blocks, each, grants, ofType, type Rule, text } from './rule.ts';

/** Every role that is granted anywhere, with what kind of thing it may be granted on. */
const roles: Record<string, RegExp> = {
  'roles/artifactregistry.reader': /^google_artifact_registry_repository_iam/,
  'roles/artifactregistry.writer': /^google_project_iam/,
  'roles/cloudkms.publicKeyViewer': /^google_kms_crypto_key_iam/,
  'roles/cloudkms.signer': /^google_kms_crypto_key_iam/,
  'roles/cloudkms.viewer': /^google_kms_crypto_key_iam/,
  'roles/datastore.user': /^google_project_iam/,
  'roles/datastore.viewer': /^google_project_iam/,
  'roles/logging.logWriter': /^google_project_iam/,
  'roles/pubsub.publisher': /^google_pubsub_topic_iam/,
  'roles/pubsub.subscriber': /^google_pubsub_subscription_iam/,
  'roles/run.invoker': /^google_cloud_run_service_iam/,
  'roles/secretmanager.secretAccessor': /^google_secret_manager_secret_iam/,
  'roles/storage.objectViewer': /^google_(storage_bucket|project)_iam/,
  'roles/storage.objectCreator': /^google_storage_bucket_iam/,
};
const everybody = /^(allUsers|allAuthenticatedUsers)$/;
const account = (name: string) =>
  `serviceAccount:enforce-${name}@demo-test.iam.gserviceaccount.com`;

/** The topics on which functions pass on to themselves what one message leaves over. */
const passedOn = { fanout: 'fanout', notify: 'deliveries' };

/** Who may do what. */
export const access: Rule[] = [
  {
    says: 'a role is one that exists and that we chose, granted on the narrowest thing',
    broken: (all) =>
      grants(all)
        .filter((grant) => !roles[text(grant, 'role')]?.test(grant.type))
        .map(({ address }) => address),
  },
  {
    says: 'roles are granted to one member at a time, of an account that is declared or of Google’s own',
    broken: (all) => {
      const known = ofType(all, 'google_service_account').map((each) => text(each, 'member'));
      const google = /^serviceAccount:service-\d+@gcp-sa-pubsub\.iam\.gserviceaccount\.com$/;
      return grants(all)
        .filter((grant) => {
          const member = text(grant, 'member');
          const fits = everybody.test(member) || known.includes(member) || google.test(member);
          return !grant.type.endsWith('_member') || !fits;
        })
        .map(({ address }) => address);
    },
  },
  {
    says: 'everybody may read downloads and console, pull images, call what stands behind the load balancer, nothing else',
    broken: (all) =>
      grants(all)
        .filter((grant) => everybody.test(text(grant, 'member')))
        .filter((grant) => {
          if (text(grant, 'role') === 'roles/storage.objectViewer') {
            return !/-(downloads|console)$/.test(text(grant, 'bucket'));
          }
          if (text(grant, 'role') === 'roles/artifactregistry.reader') {
            return text(grant, 'repository') !== 'enforce';
          }
          const service = text(grant, 'service');
          const behind = ofType(all, 'google_compute_region_network_endpoint_group').some(
            (group) => at(group, 'cloud_run.service') === service,
          );
          return text(grant, 'role') !== 'roles/run.invoker' || !behind;
        })
        .map(({ address }) => address),
  },
  {
    says: 'a function that no path leads to is called by one account alone, made for that',
    broken: (all) => {
      const routed = ofType(all, 'google_compute_region_network_endpoint_group').map((group) =>
        text(group, 'cloud_run.service'),
      );
      return ofType(all, 'google_cloudfunctions2_function')
        .filter((made) => !routed.includes(text(made, 'name')))
        .filter((made) => {
          const callers = grants(all)
            .filter((grant) => text(grant, 'role') === 'roles/run.invoker')
            .filter((grant) => text(grant, 'service') === text(made, 'name'))
            .map((grant) => text(grant, 'member'));
          return callers.join() !== account(`${text(made, 'build_config.entry_point')}-caller`);
        })
        .map(({ address }) => address);
    },
  },
  {
    says: 'auth, associations and notify sign, and auth alone reads secrets',
    broken: each(
      ['google_kms_crypto_key_iam_member', 'google_secret_manager_secret_iam_member'],
      (grant) =>
        (/signer/.test(text(grant, 'role')) &&
          !['auth', 'associations', 'notify'].map(account).includes(text(grant, 'member'))) ||
        (/secretAccessor/.test(text(grant, 'role')) && text(grant, 'member') !== account('auth')),
    ),
  },
  {
    says: 'events, records and notify read, and publish no changes',
    broken: (all) =>
      grants(all)
        .filter((grant) =>
          ['events', 'records', 'notify'].map(account).includes(text(grant, 'member')),
        )
        .filter(
          (grant) =>
            text(grant, 'role') === 'roles/datastore.user' ||
            (/publisher/.test(text(grant, 'role')) && text(grant, 'topic') === 'events'),
        )
        .map(({ address }) => address),
  },
  {
    says: 'ingest alone writes and reads evidence',
    broken: (all) =>
      grants(all)
        .filter((grant) => text(grant, 'bucket').endsWith('-evidence'))
        .filter((grant) => text(grant, 'member') !== account('ingest'))
        .map(({ address }) => address),
  },
  {
    says: 'who answers agents publishes nothing, fanout and notify nothing but what they pass on to themselves',
    broken: (all) =>
      grants(all)
        .filter((grant) => text(grant, 'role') === 'roles/pubsub.publisher')
        .filter((grant) => {
          const [member, topic] = [text(grant, 'member'), text(grant, 'topic')];
          if (member === account('desired')) return true;
          return Object.entries(passedOn).some(
            ([name, own]) => (member === account(name)) !== (topic === own),
          );
        })
        .map(({ address }) => address),
  },
  {
    says: 'what a function may do with documents ends at its database',
    broken: each(
      'google_project_iam_member',
      (grant) =>
        text(grant, 'role').startsWith('roles/datastore.') &&
        !/^resource\.name == "projects\/[^"*]+\/databases\/[^"*]+"$/.test(
          text(grant, 'condition.expression'),
        ),
    ),
  },
  {
    says: 'whoever reads objects of the whole project reads the sources of functions alone',
    broken: each(
      'google_project_iam_member',
      (grant) =>
        text(grant, 'role').startsWith('roles/storage.') &&
        !/^resource\.name\.startsWith\("projects\/_\/buckets\/gcf-v2-"\)$/.test(
          text(grant, 'condition.expression'),
        ),
    ),
  },
  {
    says: 'nobody holds a key of a service account',
    broken: each('google_service_account_key', () => true),
  },
  {
    says: 'whatever calls a function brings a token for it, of the account that it expects',
    broken: (all) =>
      ofType(all, 'google_cloud_scheduler_job')
        .filter((job) => {
          const [token] = blocks(job, 'http_target').flatMap((to) => blocks(to, 'oidc_token'));
          const uri = text(job, 'http_target.uri');
          const expected = ofType(all, 'google_cloudfunctions2_function').some((made) => {
            const told = 'service_config.environment_variables';
            return (
              at(made, `${told}.ENFORCE_AUDIENCE`) === uri &&
              at(made, `${told}.ENFORCE_CALLER`) === (token && text(token, 'service_account_email'))
            );
          });
          return token === undefined || text(token, 'audience') !== uri || !expected;
        })
        .map(({ address }) => address),
  },
];
