// SPDX-License-Identifier: Apache-2.0
import { asFailure } from '../../core/errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Answered } from './server.ts';

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8];

/** Counts and logs what was answered to reviews. */
export function observed(log: Log, metrics: Metrics) {
  const reviews = metrics.counter('enforce_admission_reviews_total', 'Reviews, by how they ended.');
  const seconds = metrics.histogram(
    'enforce_admission_review_seconds',
    'How long reviews took.',
    bounds,
  );
  return ({ path, request, answer, milliseconds, cause }: Answered): void => {
    const [, , webhook = ''] = path.split('/');
    const outcome = answer.allowed ? 'allowed' : answer.code === 400 ? 'denied' : 'failed';
    reviews.add({ webhook, outcome });
    seconds.observe(milliseconds / 1000, { webhook });
    if (answer.allowed) return;
    const { kind, namespace, name, operation, dryRun } = request;
    const failure = cause === undefined ? undefined : asFailure(cause);
    log(answer.code === 400 ? 'INFO' : 'ERROR', 'review denied', {
      webhook,
      operation,
      object: `${kind.kind} ${namespace}/${name}`,
      dryRun: dryRun === true,
      milliseconds: Math.round(milliseconds),
      because: answer.message,
      ...(cause instanceof Error ? { cause: cause.message, code: failure?.code } : {}),
    });
  };
}
