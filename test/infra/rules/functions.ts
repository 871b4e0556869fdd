// SPDX-License-Identifier: Apache-2.0
import { deployables, triggeredFunctions } from '../../../functions/table.ts';
import { at, each, ofType, type Rule, text } from './rule.ts';

const made = 'google_cloudfunctions2_function';
const runtimes = ['nodejs24'];
const service = 'service_config';

/** A cron expression of five fields, as Cloud Scheduler takes it. */
const cron = /^(\*|[\d,/*-]+)( (\*|[\d,/*-]+)){4}$/;

/** How functions run. */
export const functions: Rule[] = [
  {
    says: 'every function of the table is deployed, and no other',
    broken: (all) => {
      const names = ofType(all, made).map((each) => text(each, 'build_config.entry_point'));
      const wanted = [...Object.keys(deployables), ...Object.keys(triggeredFunctions)];
      return [
        ...wanted.filter((name) => !names.includes(name)),
        ...names.filter((name) => !wanted.includes(name)),
      ];
    },
  },
  {
    says: 'a function runs on a runtime that is supported',
    broken: each(made, (each) => !runtimes.includes(text(each, 'build_config.runtime'))),
  },
  {
    says: 'a function runs as an account of its own, and is built by another',
    broken: (all) => {
      const accounts = ofType(all, made).map((each) =>
        text(each, `${service}.service_account_email`),
      );
      return each(made, (one) => {
        const own = text(one, `${service}.service_account_email`);
        const builder = text(one, 'build_config.service_account');
        const shared = accounts.filter((other) => other === own).length !== 1;
        return shared || own === '' || builder === '' || builder.endsWith(own);
      })(all);
    },
  },
  {
    says: 'a function answers the load balancer and Google’s services, not the internet',
    broken: each(
      made,
      (each) => text(each, `${service}.ingress_settings`) !== 'ALLOW_INTERNAL_AND_GCLB',
    ),
  },
  {
    says: 'a function’s environment names production, and holds no secret',
    broken: each(made, (each) => {
      const told = Object.entries(Object(at(each, `${service}.environment_variables`)));
      const secret = /SECRET|PASSWORD|COOKIE|LOGIN_PROVIDERS|PRIVATE|TOKEN|EMULATOR/;
      return (
        told.some(([name]) => secret.test(name)) ||
        !told.some(([name, value]) => name === 'NODE_ENV' && value === 'production')
      );
    }),
  },
  {
    says: 'a function has a limit of instances, memory and time',
    broken: each(made, (each) => {
      const most = Number(at(each, `${service}.max_instance_count`) ?? 0);
      const timeout = Number(at(each, `${service}.timeout_seconds`) ?? 0);
      const memory = /^\d+(Mi|Gi)$/.test(text(each, `${service}.available_memory`));
      return most < 1 || most > 1000 || timeout < 1 || timeout > 3600 || !memory;
    }),
  },
  {
    says: 'what holds polls for up to 55 seconds may take longer than that, and holds many at once',
    broken: (all) =>
      ofType(all, made)
        .filter((each) => text(each, 'build_config.entry_point') === 'desired')
        .filter(
          (each) =>
            Number(at(each, `${service}.timeout_seconds`)) <= 58 ||
            Number(at(each, `${service}.max_instance_request_concurrency`)) < 500,
        )
        .map(({ address }) => address),
  },
  {
    says: 'an archive is named by its digest, so that the same commit changes nothing',
    broken: each(
      'google_storage_bucket_object',
      (each) => !/^[a-z]+-[0-9a-f]{16,64}\.zip$/.test(text(each, 'name')),
    ),
  },
  {
    says: 'a schedule is a cron expression, in UTC, and waits longer than the function takes',
    broken: each('google_cloud_scheduler_job', (job, all) => {
      const called = ofType(all, made).find(
        (each) =>
          at(each, `${service}.environment_variables.ENFORCE_AUDIENCE`) ===
          at(job, 'http_target.uri'),
      );
      const takes = called === undefined ? 0 : Number(at(called, `${service}.timeout_seconds`));
      const waits = Number(text(job, 'attempt_deadline').replace(/s$/, ''));
      const utc = text(job, 'time_zone') === 'Etc/UTC';
      return !cron.test(text(job, 'schedule')) || !utc || !(waits > takes);
    }),
  },
];
