// SPDX-License-Identifier: Apache-2.0

import { addresses } from '../../../console/addresses.ts';
import { consolePolicy as policy } from '../../../functions/local/console.ts';
import { deployables } from '../../../functions/table.ts';
import { at, blocks, each, ofType, type Rule, text } from './rule.ts';

/** What stands before the functions, and who is told when something is wrong. */
export const front: Rule[] = [
  {
    says: 'every path of the table leads to its function, and only there',
    broken: (all) =>
      Object.entries(deployables).flatMap(([name, { paths }]) => {
        const wanted = paths
          .filter((path) => path !== '/dev/')
          .flatMap((path) => (path.endsWith('/') ? [`${path}*`] : [path, `${path}/*`]));
        return wanted.filter((path) => !leadsTo(all, path, name));
      }),
  },
  {
    says: 'the addresses of the console show the console, with the headers of the local home',
    broken: (all) => {
      const rules = ofType(all, 'google_compute_url_map')
        .flatMap((map) => blocks(map, 'path_matcher'))
        .flatMap((matcher) => blocks(matcher, 'path_rule'))
        .filter((rule) => text(rule, 'custom_error_response_policy.error_service') !== '');
      const shown = rules.flatMap((rule) => rule.values['paths']);
      const lacking = [...addresses, '/callback'].filter(
        (path) => path !== '/' && !shown.includes(path) && !shown.includes(below(path)),
      );
      const backends = ofType(all, 'google_compute_backend_bucket').filter((each) =>
        rules.some((rule) => text(rule, 'service') === each.address),
      );
      const bare = backends.filter((each) => {
        const headers = at(each, 'custom_response_headers');
        return !(Array.isArray(headers) && headers.includes(`Content-Security-Policy: ${policy}`));
      });
      return [...lacking, ...bare.map(({ address }) => address)];
    },
  },
  {
    says: 'a 404 of the API stays a 404',
    broken: (all) =>
      ofType(all, 'google_compute_url_map').flatMap((map) =>
        [map, ...blocks(map, 'path_matcher')]
          .filter((each) => blocks(each, 'default_custom_error_response_policy').length > 0)
          .map(() => map.address),
      ),
  },
  {
    says: 'whatever is asked passes Cloud Armor',
    broken: each(
      'google_compute_backend_service',
      (each, all) =>
        !ofType(all, 'google_compute_security_policy').some(
          ({ address }) => address === text(each, 'security_policy'),
        ),
    ),
  },
  {
    says: 'a security policy slows down who asks too much, logging in first, and has its default rule',
    broken: each('google_compute_security_policy', (policy) => {
      const rules = blocks(policy, 'rule').sort(
        (a, b) => Number(a.values['priority']) - Number(b.values['priority']),
      );
      const throttles = rules.filter((rule) => text(rule, 'action') === 'throttle');
      const limits = throttles.map((rule) =>
        Number(at(rule, 'rate_limit_options.rate_limit_threshold.count')),
      );
      const [first, second] = limits;
      const last = rules.at(-1)?.values['priority'] === 2_147_483_647;
      const slowed = throttles.every(
        (rule) => text(rule, 'rate_limit_options.exceed_action') === 'deny(429)',
      );
      return !last || !slowed || first === undefined || second === undefined || first >= second;
    }),
  },
  {
    says: 'the address speaks TLS 1.2 or newer and nothing else',
    broken: (all) => {
      const plain = ofType(all, 'google_compute_target_http_proxy').map(({ address }) => address);
      const rules = ofType(all, 'google_compute_global_forwarding_rule');
      const other = rules.filter((each) => text(each, 'port_range') !== '443');
      const policies = ofType(all, 'google_compute_ssl_policy');
      const old = policies.filter((each) => !/^TLS_1_[23]$/.test(text(each, 'min_tls_version')));
      const proxies = ofType(all, 'google_compute_target_https_proxy').filter(
        (each) => !policies.some(({ address }) => address === text(each, 'ssl_policy')),
      );
      return [...plain, ...[...other, ...old, ...proxies].map(({ address }) => address)];
    },
  },
  {
    says: 'a goal is one that can be missed and met',
    broken: each(
      'google_monitoring_slo',
      (slo) => !(Number(at(slo, 'goal')) > 0.9 && Number(at(slo, 'goal')) < 1),
    ),
  },
  {
    says: 'every alert tells somebody, and money is watched',
    broken: (all) => [
      ...each('google_monitoring_alert_policy', (alert) => {
        const told = at(alert, 'notification_channels');
        return !Array.isArray(told) || told.length === 0;
      })(all),
      ...(ofType(all, 'google_billing_budget').length === 1 ? [] : ['the budget']),
    ],
  },
  {
    says: 'a service that is needed stays enabled when the environment is destroyed',
    broken: each('google_project_service', (each) => at(each, 'disable_on_destroy') !== false),
  },
];

/** The pattern of everything that lies where the address does: `/policies/*` for `/policies/new`. */
const below = (address: string): string => address.replace(/[^/]*$/, '*');

function leadsTo(all: Parameters<Rule['broken']>[0], path: string, name: string): boolean {
  const rules = ofType(all, 'google_compute_url_map')
    .flatMap((map) => blocks(map, 'path_matcher'))
    .flatMap((matcher) => blocks(matcher, 'path_rule'))
    .filter((rule) => Array.isArray(rule.values['paths']) && rule.values['paths'].includes(path));
  const [rule, ...more] = rules;
  if (rule === undefined || more.length > 0) return false;
  const backend = all.find(({ address }) => address === text(rule, 'service'));
  const group = all.find(({ address }) => address === (backend && text(backend, 'backend.group')));
  return group !== undefined && text(group, 'cloud_run.service') === `enforce-${name}`;
}
