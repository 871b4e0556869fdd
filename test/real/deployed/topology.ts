// SPDX-License-Identifier: Apache-2.0
import type { PubSub } from '@google-cloud/pubsub';
import type { Storage } from '@google-cloud/storage';
import type { Resource } from '../../infra/resources.ts';
import { at, blocks, ofType, text } from '../../infra/rules/rule.ts';

/** What `infra/` says of one function. */
export interface DeclaredFunction {
  name: string;
  environment: Record<string, string>;
  /** The names of variables that are secrets. */
  secrets: string[];
  /** The paths of the URL map that lead to it, as they are written there. */
  paths: string[];
}

export function declaredFunctions(all: Resource[]): DeclaredFunction[] {
  return ofType(all, 'google_cloudfunctions2_function').map((made) => {
    const [service] = blocks(made, 'service_config');
    const told = Object.entries(Object(at(made, 'service_config.environment_variables')));
    return {
      name: text(made, 'build_config.entry_point'),
      environment: Object.fromEntries(told.map(([name, value]) => [name, String(value)])),
      secrets: (service === undefined ? [] : blocks(service, 'secret_environment_variables')).map(
        (secret) => text(secret, 'key'),
      ),
      paths: pathsTo(all, text(made, 'name')),
    };
  });
}

/** The paths of the URL map, through backend service and endpoint group, to the Cloud Run service. */
function pathsTo(all: Resource[], service: string): string[] {
  const addressed = (address: string) => all.find((each) => each.address === address);
  return ofType(all, 'google_compute_url_map')
    .flatMap((map) => blocks(map, 'path_matcher'))
    .flatMap((matcher) => blocks(matcher, 'path_rule'))
    .filter((rule) => {
      const backend = addressed(text(rule, 'service'));
      const group = backend && addressed(text(backend, 'backend.group'));
      return group !== undefined && text(group, 'cloud_run.service') === service;
    })
    .flatMap(({ values }) => (Array.isArray(values['paths']) ? values['paths'].map(String) : []));
}

/** Makes the declared topics and subscriptions; pushes go where `endpoint` says. */
export async function makeTopics(
  all: Resource[],
  client: PubSub,
  endpoint: (push: { url: string; audience: string; serviceAccount: string }) => string,
): Promise<void> {
  const topics = ofType(all, 'google_pubsub_topic');
  const named = (address: string) =>
    text(
      topics.find((each) => each.address === address) ?? { address, type: '', values: {} },
      'name',
    );
  for (const topic of topics) await client.createTopic(text(topic, 'name'));
  for (const each of ofType(all, 'google_pubsub_subscription')) {
    const [push] = blocks(each, 'push_config');
    const [dead] = blocks(each, 'dead_letter_policy');
    const pushed = push && {
      pushEndpoint: endpoint({
        url: text(push, 'push_endpoint'),
        audience: text(push, 'oidc_token.audience'),
        serviceAccount: text(push, 'oidc_token.service_account_email'),
      }),
    };
    const givenUp = dead && {
      deadLetterPolicy: {
        deadLetterTopic: client.topic(named(text(dead, 'dead_letter_topic'))).name,
        maxDeliveryAttempts: Number(at(dead, 'max_delivery_attempts')),
      },
    };
    const [retry] = blocks(each, 'retry_policy');
    const again = retry && {
      retryPolicy: {
        minimumBackoff: { seconds: seconds(retry, 'minimum_backoff') },
        maximumBackoff: { seconds: seconds(retry, 'maximum_backoff') },
      },
    };
    const topic = named(text(each, 'topic'));
    await client.createSubscription(topic, text(each, 'name'), {
      ackDeadlineSeconds: Number(at(each, 'ack_deadline_seconds')),
      ...pushed,
      ...again,
      ...givenUp,
    });
  }
}

/** Terraform writes `10s`. */
const seconds = (resource: Resource, path: string): number =>
  Number(text(resource, path).replace(/s$/, ''));

export async function makeBuckets(all: Resource[], client: Storage): Promise<void> {
  for (const bucket of ofType(all, 'google_storage_bucket')) {
    await client.createBucket(text(bucket, 'name'));
  }
}
