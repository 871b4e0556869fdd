// SPDX-License-Identifier: Apache-2.0

import type { Resource } from './resources.ts';
import { at, blocks, text } from './rules/rule.ts';

/** One deliberate mistake in what is deployed. */
export type Mistake = (all: Resource[]) => void;

/** Writes the value at the path of the first resource of the type whose address has the word in it. */
export const set =
  (type: string, word: string, path: string, value: unknown): Mistake =>
  (all) => {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const found = find(all, type, word);
    const place = steps.length === 0 ? found.values : at(found, steps.join('.'));
    const block = Array.isArray(place) ? place[0] : place;
    if (typeof block !== 'object' || block === null) throw new Error(`nothing is at ${path}`);
    Reflect.set(block, last, value);
  };

/** Writes the value in the rule of this priority of the security policy. */
export const setRule =
  (priority: number, path: string, value: unknown): Mistake =>
  (all) => {
    const policy = find(all, 'google_compute_security_policy', '');
    const rule = blocks(policy, 'rule').find((each) => each.values['priority'] === priority);
    if (rule === undefined) throw new Error(`there is no rule ${priority}`);
    set(rule.type, '', path, value)([rule]);
  };

/** Changes the rule of the load balancer by which the console's pages are shown. */
export const ofConsole =
  (change: (rule: Record<string, unknown>) => void): Mistake =>
  (all) => {
    const rule = blocks(find(all, 'google_compute_url_map', ''), 'path_matcher')
      .flatMap((matcher) => blocks(matcher, 'path_rule'))
      .find((each) => blocks(each, 'custom_error_response_policy').length > 0);
    if (rule === undefined) throw new Error('no rule shows the console');
    change(rule.values);
  };

/** Takes the resource away. */
export const drop =
  (type: string, word = ''): Mistake =>
  (all) => {
    all.splice(all.indexOf(find(all, type, word)), 1);
  };

/** Adds a resource. */
export const add =
  (type: string, values: Record<string, unknown>): Mistake =>
  (all) => {
    all.push({ address: `${type}.mistake`, type, values });
  };

/** Adds what pushes messages of `events` to a function, with what the mistake is. */
export const push =
  (otherwise: Record<string, unknown>): Mistake =>
  (all) => {
    const topics = all.filter(({ type }) => type === 'google_pubsub_topic');
    const dead = topics.find((topic) => text(topic, 'name') === 'events.dead')?.address;
    const url = 'https://enforce-fanout.example';
    const values = {
      push_config: [{ push_endpoint: url, oidc_token: [{ audience: url }] }],
      retry_policy: [{ minimum_backoff: '1s' }],
      dead_letter_policy: [{ dead_letter_topic: dead, max_delivery_attempts: 10 }],
      expiration_policy: [{ ttl: '' }],
      ...otherwise,
    };
    all.push({
      address: 'google_pubsub_subscription.push',
      type: 'google_pubsub_subscription',
      values,
    });
  };

/** The first resource of the type whose address has the word in it. @throws Error without one */
export function find(all: Resource[], type: string, word: string): Resource {
  const found = all.find((each) => each.type === type && each.address.includes(word));
  if (found === undefined) throw new Error(`there is no ${type} with ${word}`);
  return found;
}
