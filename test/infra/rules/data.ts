// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { consumers } from '../../../functions/table.ts';
import { read } from '../../house/tree.ts';
import { at, blocks, each, ofType, type Rule, text } from './rule.ts';

const indexes = z.object({
  indexes: z.array(z.unknown()),
  fieldOverrides: z.array(
    z.looseObject({
      collectionGroup: z.string(),
      fieldPath: z.string(),
      ttl: z.boolean().default(false),
    }),
  ),
});

/** What is kept, and how long. */
export const data: Rule[] = [
  {
    says: 'the database can be brought back to any minute of the last week, and is not deleted by mistake',
    broken: each(
      'google_firestore_database',
      (each) =>
        text(each, 'point_in_time_recovery_enablement') !== 'POINT_IN_TIME_RECOVERY_ENABLED' ||
        text(each, 'delete_protection_state') !== 'DELETE_PROTECTION_ENABLED' ||
        text(each, 'type') !== 'FIRESTORE_NATIVE',
    ),
  },
  {
    says: 'the indexes and TTL policies are those of firestore.indexes.json, all of them',
    broken: (all) => {
      const declared = indexes.parse(JSON.parse(read('firestore.indexes.json')));
      const wanted = declared.fieldOverrides.map(
        ({ collectionGroup, fieldPath, ttl }) => `${collectionGroup}.${fieldPath} ${ttl}`,
      );
      const found = ofType(all, 'google_firestore_field').map((field) => {
        const ttl = blocks(field, 'ttl_config').length > 0;
        return `${text(field, 'collection')}.${text(field, 'field')} ${ttl}`;
      });
      const count = ofType(all, 'google_firestore_index').length;
      return [
        ...wanted.filter((each) => !found.includes(each)),
        ...found.filter((each) => !wanted.includes(each)),
        ...(count === declared.indexes.length ? [] : ['composite indexes']),
      ];
    },
  },
  {
    says: 'the rules are those of firestore.rules, which let no client in',
    broken: each('google_firebaserules_ruleset', (each) => {
      const rules = text(each, 'source.files.content');
      return rules !== read('firestore.rules') || !/allow read, write: if false;/.test(rules);
    }),
  },
  {
    says: 'a bucket has a name that Cloud Storage takes, and permissions of the bucket alone',
    broken: each(
      'google_storage_bucket',
      (each) =>
        !/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(text(each, 'name')) ||
        /goog/.test(text(each, 'name')) ||
        at(each, 'uniform_bucket_level_access') !== true,
    ),
  },
  {
    says: 'only downloads and console may be made public',
    broken: each(
      'google_storage_bucket',
      (each) =>
        !/-(downloads|console)$/.test(text(each, 'name')) &&
        text(each, 'public_access_prevention') !== 'enforced',
    ),
  },
  {
    says: 'evidence cannot be deleted for a month',
    broken: (all) => {
      const kept = ofType(all, 'google_storage_bucket').filter(
        (each) =>
          text(each, 'name').endsWith('-evidence') &&
          Number(at(each, 'retention_policy.retention_period')) >= 30 * 86_400,
      );
      return kept.length === 1 ? [] : ['the bucket of evidence'];
    },
  },
  {
    says: 'the key is one that signs ES256',
    broken: each(
      'google_kms_crypto_key',
      (each) =>
        text(each, 'purpose') !== 'ASYMMETRIC_SIGN' ||
        text(each, 'version_template.algorithm') !== 'EC_SIGN_P256_SHA256' ||
        at(each, 'rotation_period') != null,
    ),
  },
  {
    says: 'a topic has dead letters, and somebody keeps them',
    broken: each('google_pubsub_topic', (topic, all) => {
      const name = text(topic, 'name');
      const subscribed = ofType(all, 'google_pubsub_subscription').some(
        (each) => text(each, 'topic') === topic.address,
      );
      const dead = ofType(all, 'google_pubsub_topic').some(
        (each) => text(each, 'name') === `${name}.dead`,
      );
      return name.endsWith('.dead') ? !subscribed : !dead;
    }),
  },
  {
    says: 'a push is signed, tried again with patience, and given up to the dead letters by whoever may',
    broken: each('google_pubsub_subscription', (each, all) => {
      if (blocks(each, 'push_config').length === 0) return false;
      const attempts = Number(at(each, 'dead_letter_policy.max_delivery_attempts') ?? 0);
      const dead = text(each, 'dead_letter_policy.dead_letter_topic');
      const topic = all.find(({ address }) => address === dead);
      const mayGiveUp = ofType(all, 'google_pubsub_topic_iam_member').some(
        (grant) =>
          topic !== undefined &&
          text(grant, 'topic') === text(topic, 'name') &&
          /gcp-sa-pubsub/.test(text(grant, 'member')),
      );
      const signed =
        text(each, 'push_config.oidc_token.audience') === text(each, 'push_config.push_endpoint');
      const again = text(each, 'retry_policy.minimum_backoff') !== '';
      return !signed || !again || attempts < 5 || attempts > 100 || !mayGiveUp;
    }),
  },
  {
    says: 'whoever acts on messages is pushed those of its topics, and nobody else is pushed any',
    broken: (all) => {
      const wanted = Object.entries(consumers).flatMap(([name, { topics }]) =>
        topics.map((topic) => `${topic} to ${name}`),
      );
      const found = ofType(all, 'google_pubsub_subscription')
        .filter((each) => blocks(each, 'push_config').length > 0)
        .map((each) => {
          const topic = all.find(({ address }) => address === text(each, 'topic'));
          const pushed = ofType(all, 'google_cloudfunctions2_function').find(
            (made) =>
              at(made, 'service_config.environment_variables.ENFORCE_AUDIENCE') ===
              at(each, 'push_config.push_endpoint'),
          );
          const name = pushed && text(pushed, 'build_config.entry_point');
          return `${topic && text(topic, 'name')} to ${name}`;
        });
      return [
        ...wanted.filter((each) => !found.includes(each)),
        ...found.filter((each) => !wanted.includes(each)),
      ];
    },
  },
  {
    says: 'a subscription never ends by itself, and filters nothing, since emulators would not',
    broken: each(
      'google_pubsub_subscription',
      (each) => at(each, 'expiration_policy.ttl') !== '' || Boolean(at(each, 'filter')),
    ),
  },
];
