// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { openMetrics } from './metrics.ts';

test('numbers are written as Prometheus reads them', () => {
  const metrics = openMetrics();
  const reviews = metrics.counter('reviews_total', 'Reviews.');
  const seconds = metrics.histogram('seconds', 'Time.', [0.1, 1]);
  metrics.gauge('policies', 'Policies.', () => 3);
  reviews.add({ outcome: 'denied' });
  reviews.add({ outcome: 'denied' }, 2);
  reviews.add({ outcome: 'a "quote"\n' });
  for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value, { webhook: 'x' });
  expect(metrics.text()).toBe(`# HELP reviews_total Reviews.
# TYPE reviews_total counter
reviews_total{outcome="denied"} 3
reviews_total{outcome="a \\"quote\\"\\n"} 1
# HELP seconds Time.
# TYPE seconds histogram
seconds_bucket{webhook="x",le="0.1"} 2
seconds_bucket{webhook="x",le="1"} 3
seconds_bucket{webhook="x",le="+Inf"} 4
seconds_sum{webhook="x"} 7.65
seconds_count{webhook="x"} 4
# HELP policies Policies.
# TYPE policies gauge
policies 3
`);
});
