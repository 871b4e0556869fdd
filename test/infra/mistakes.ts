// SPDX-License-Identifier: Apache-2.0
import { add, drop, type Mistake, ofConsole, push, set, setRule } from './spoil.ts';

const fn = 'google_cloudfunctions2_function';
const onKey = 'google_kms_crypto_key_iam_member';
const onProject = 'google_project_iam_member';
const onTopic = 'google_pubsub_topic_iam_member';
const onRun = 'google_cloud_run_service_iam_member';
const bucket = 'google_storage_bucket';
const database = 'google_firestore_database';
const job = 'google_cloud_scheduler_job';
const armor = 'google_compute_security_policy';
const groups = 'serviceAccount:enforce-groups@demo-test.iam.gserviceaccount.com';
const desired = 'serviceAccount:enforce-desired@demo-test.iam.gserviceaccount.com';
const fanout = 'serviceAccount:enforce-fanout@demo-test.iam.gserviceaccount.com';
const notify = 'serviceAccount:enforce-notify@demo-test.iam.gserviceaccount.com';
const events = 'serviceAccount:enforce-events@demo-test.iam.gserviceaccount.com';

/** Of each rule, by what it says: mistakes that it finds. */
export const mistakes: Record<string, Mistake[]> = {
  'a role is one that exists and that we chose, granted on the narrowest thing': [
    set(onKey, 'signs', 'role', 'roles/cloudkms.signr'),
    set(onProject, 'builds', 'role', 'roles/editor'),
    add(onProject, { role: 'roles/cloudkms.signer', member: groups }),
    add(onProject, { role: 'roles/secretmanager.secretAccessor', member: groups }),
  ],
  'roles are granted to one member at a time, of an account that is declared or of Google’s own': [
    add(onProject, { role: 'roles/datastore.user', member: 'user:somebody@example.com' }),
    add('google_storage_bucket_iam_binding', { role: 'roles/storage.objectViewer', members: [] }),
    add(onRun, { role: 'roles/run.invoker', member: 'enforce-groups@demo-test' }),
  ],
  'everybody may read downloads and console, pull images, call what stands behind the load balancer, nothing else':
    [
      set(
        'google_artifact_registry_repository_iam_member',
        'public',
        'repository',
        'gcf-artifacts',
      ),
      set(
        'google_artifact_registry_repository_iam_member',
        'public',
        'role',
        'roles/artifactregistry.writer',
      ),
      set(onRun, 'sweep', 'member', 'allUsers'),
      add('google_storage_bucket_iam_member', {
        role: 'roles/storage.objectViewer',
        member: 'allAuthenticatedUsers',
        bucket: 'demo-test-enforce-evidence',
      }),
      add('google_pubsub_topic_iam_member', { role: 'roles/pubsub.publisher', member: 'allUsers' }),
    ],
  'a function that no path leads to is called by one account alone, made for that': [
    set(onRun, 'sweep', 'member', groups),
    add(onRun, { role: 'roles/run.invoker', service: 'enforce-sweep', member: groups }),
    drop(onRun, 'sweep'),
  ],
  'auth, associations and notify sign, and auth alone reads secrets': [
    add('google_secret_manager_secret_iam_member', {
      role: 'roles/secretmanager.secretAccessor',
      member: notify,
    }),
    add(onKey, { role: 'roles/cloudkms.signer', member: groups }),
    add('google_secret_manager_secret_iam_member', {
      role: 'roles/secretmanager.secretAccessor',
      member: groups,
    }),
  ],
  'events, records and notify read, and publish no changes': [
    set(onProject, '"notify"', 'role', 'roles/datastore.user'),
    set(onProject, '"records"', 'role', 'roles/datastore.user'),
    set(onProject, '"events"', 'role', 'roles/datastore.user'),
    add(onTopic, { role: 'roles/pubsub.publisher', topic: 'events', member: events }),
  ],
  'ingest alone writes and reads evidence': [
    add('google_storage_bucket_iam_member', {
      role: 'roles/storage.objectViewer',
      member: groups,
      bucket: 'demo-test-enforce-evidence',
    }),
  ],
  'who answers agents publishes nothing, fanout and notify nothing but what they pass on to themselves':
    [
      add(onTopic, { role: 'roles/pubsub.publisher', topic: 'events', member: notify }),
      add(onTopic, { role: 'roles/pubsub.publisher', topic: 'deliveries', member: groups }),
      add(onTopic, { role: 'roles/pubsub.publisher', topic: 'events', member: desired }),
      add(onTopic, { role: 'roles/pubsub.publisher', topic: 'events', member: fanout }),
      add(onTopic, { role: 'roles/pubsub.publisher', topic: 'fanout', member: groups }),
    ],
  'what a function may do with documents ends at its database': [
    set(onProject, '"groups"', 'condition', []),
    set(onProject, '"groups"', 'condition.expression', 'true'),
  ],
  'whoever reads objects of the whole project reads the sources of functions alone': [
    set(onProject, 'builds_from', 'condition', []),
    set(onProject, 'builds_from', 'condition.expression', 'true'),
  ],
  'nobody holds a key of a service account': [add('google_service_account_key', {})],
  'whatever calls a function brings a token for it, of the account that it expects': [
    set(job, '', 'http_target.oidc_token', []),
    set(job, '', 'http_target.oidc_token.audience', 'https://other.example'),
    set(job, '', 'http_target.oidc_token.service_account_email', 'other@example.com'),
    set(fn, '"sweep"', 'service_config.environment_variables.ENFORCE_CALLER', 'other@example.com'),
  ],
  'every function of the table is deployed, and no other': [
    drop(fn, '"groups"'),
    set(fn, '"groups"', 'build_config.entry_point', 'group'),
  ],
  'a function runs on a runtime that is supported': [
    set(fn, '"auth"', 'build_config.runtime', 'nodejs99'),
    set(fn, '"auth"', 'build_config.runtime', 'nodejs20'),
  ],
  'a function runs as an account of its own, and is built by another': [
    set(fn, '"auth"', 'service_config.service_account_email', groups.replace(/^.*:/, '')),
    set(fn, '"auth"', 'service_config.service_account_email', null),
    set(
      fn,
      '"groups"',
      'build_config.service_account',
      groups.replace(/^.*:/, 'projects/p/serviceAccounts/'),
    ),
  ],
  'a function answers the load balancer and Google’s services, not the internet': [
    set(fn, '"auth"', 'service_config.ingress_settings', 'ALLOW_ALL'),
    set(fn, '"auth"', 'service_config.ingress_settings', null),
  ],
  'a function’s environment names production, and holds no secret': [
    set(fn, '"auth"', 'service_config.environment_variables.ENFORCE_COOKIE_KEYS', '[]'),
    set(fn, '"auth"', 'service_config.environment_variables.ENFORCE_KMS_EMULATOR', '127.0.0.1:1'),
    set(fn, '"auth"', 'service_config.environment_variables.NODE_ENV', 'development'),
  ],
  'a function has a limit of instances, memory and time': [
    set(fn, '"auth"', 'service_config.max_instance_count', null),
    set(fn, '"auth"', 'service_config.timeout_seconds', 100_000),
    set(fn, '"auth"', 'service_config.available_memory', '512'),
  ],
  'what holds polls for up to 55 seconds may take longer than that, and holds many at once': [
    set(fn, '"desired"', 'service_config.timeout_seconds', 30),
    set(fn, '"desired"', 'service_config.max_instance_request_concurrency', 1),
  ],
  'an archive is named by its digest, so that the same commit changes nothing': [
    set('google_storage_bucket_object', '"auth"', 'name', 'auth-latest.zip'),
  ],
  'a schedule is a cron expression, in UTC, and waits longer than the function takes': [
    set(job, '', 'schedule', 'every so often'),
    set(job, '', 'schedule', '* * * *'),
    set(job, '', 'time_zone', 'Europe/Berlin'),
    set(job, '', 'attempt_deadline', '20s'),
  ],
  'the database can be brought back to any minute of the last week, and is not deleted by mistake':
    [
      set(database, '', 'point_in_time_recovery_enablement', null),
      set(database, '', 'delete_protection_state', 'DELETE_PROTECTION_DISABLED'),
      set(database, '', 'type', 'DATASTORE_MODE'),
    ],
  'the indexes and TTL policies are those of firestore.indexes.json, all of them': [
    drop('google_firestore_field', 'expireAt'),
    set('google_firestore_field', 'expireAt', 'ttl_config', []),
    add('google_firestore_field', { collection: 'groups', field: 'name', ttl_config: [] }),
    add('google_firestore_index', { collection: 'groups' }),
  ],
  'the rules are those of firestore.rules, which let no client in': [
    set('google_firebaserules_ruleset', '', 'source.files.content', 'allow read, write: if true;'),
  ],
  'a bucket has a name that Cloud Storage takes, and permissions of the bucket alone': [
    set(bucket, 'evidence', 'name', 'Bad_Bucket'),
    set(bucket, 'evidence', 'name', 'my-google-bucket'),
    set(bucket, 'evidence', 'uniform_bucket_level_access', false),
  ],
  'only downloads and console may be made public': [
    set(bucket, 'evidence', 'public_access_prevention', 'inherited'),
    set(bucket, 'archives', 'public_access_prevention', null),
  ],
  'evidence cannot be deleted for a month': [
    set(bucket, 'evidence', 'retention_policy', []),
    set(bucket, 'evidence', 'retention_policy.retention_period', 3600),
  ],
  'the key is one that signs ES256': [
    set('google_kms_crypto_key', '', 'purpose', 'ASYMMETRIC_SIGNING'),
    set('google_kms_crypto_key', '', 'version_template.algorithm', 'EC_SIGN_P257_SHA256'),
    set('google_kms_crypto_key', '', 'rotation_period', '7776000s'),
  ],
  'a topic has dead letters, and somebody keeps them': [
    drop('google_pubsub_subscription', 'dead'),
    add('google_pubsub_topic', { name: 'alone' }),
  ],
  'a push is signed, tried again with patience, and given up to the dead letters by whoever may': [
    push({ push_config: [{ push_endpoint: 'https://fanout.example', oidc_token: [] }] }),
    push({ dead_letter_policy: [] }),
    push({ dead_letter_policy: [{ dead_letter_topic: 'x', max_delivery_attempts: 500 }] }),
    push({ retry_policy: [] }),
    (all) => {
      push({})(all);
      drop('google_pubsub_topic_iam_member', 'gives_up')(all);
    },
  ],
  'whoever acts on messages is pushed those of its topics, and nobody else is pushed any': [
    drop('google_pubsub_subscription', '"fanout"'),
    push({}),
    set('google_pubsub_subscription', '"fanout"', 'push_config.push_endpoint', 'https://a.example'),
  ],
  'a subscription never ends by itself, and filters nothing, since emulators would not': [
    set('google_pubsub_subscription', 'dead', 'expiration_policy', []),
    push({ filter: 'attributes.type = "x"' }),
  ],
  'every path of the table leads to its function, and only there': [
    set('google_compute_url_map', '', 'path_matcher.path_rule.paths', ['/other/*']),
    set(
      'google_compute_region_network_endpoint_group',
      '"auth"',
      'cloud_run.service',
      'enforce-groups',
    ),
  ],
  'the addresses of the console show the console, with the headers of the local home': [
    ofConsole((rule) => Reflect.set(rule, 'paths', ['/clusters'])),
    set('google_compute_backend_bucket', 'console', 'custom_response_headers', []),
  ],
  'a 404 of the API stays a 404': [
    set('google_compute_url_map', '', 'path_matcher.default_custom_error_response_policy', [{}]),
  ],
  'whatever is asked passes Cloud Armor': [
    set('google_compute_backend_service', '"auth"', 'security_policy', null),
  ],
  'a security policy slows down who asks too much, logging in first, and has its default rule': [
    set(armor, '', 'rule', []),
    setRule(1000, 'action', 'allow'),
    setRule(1000, 'rate_limit_options.rate_limit_threshold.count', 1_000_000),
    setRule(2000, 'rate_limit_options.exceed_action', 'allow'),
    setRule(2_147_483_647, 'priority', 3000),
  ],
  'the address speaks TLS 1.2 or newer and nothing else': [
    set('google_compute_ssl_policy', '', 'min_tls_version', 'TLS_1_0'),
    set('google_compute_global_forwarding_rule', '', 'port_range', '80'),
    set('google_compute_target_https_proxy', '', 'ssl_policy', null),
    add('google_compute_target_http_proxy', {}),
  ],
  'a goal is one that can be missed and met': [
    set('google_monitoring_slo', '', 'goal', 1.5),
    set('google_monitoring_slo', '', 'goal', 1),
  ],
  'every alert tells somebody, and money is watched': [
    set('google_monitoring_alert_policy', '', 'notification_channels', []),
    drop('google_billing_budget'),
  ],
  'a service that is needed stays enabled when the environment is destroyed': [
    set('google_project_service', '', 'disable_on_destroy', true),
  ],
};
