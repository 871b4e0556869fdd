// SPDX-License-Identifier: Apache-2.0

export type Labels = { [name: string]: string };

export interface Counter {
  add: (labels?: Labels, by?: number) => void;
}
export interface Histogram {
  observe: (value: number, labels?: Labels) => void;
}

/** Numbers of this process, for Prometheus to read. */
export interface Metrics {
  counter: (name: string, help: string) => Counter;
  /** Asked when the numbers are read. */
  gauge: (name: string, help: string, read: () => number) => void;
  /** Counts values up to each bound. */
  histogram: (name: string, help: string, bounds: readonly number[]) => Histogram;
  /** All of it in Prometheus' text format, version 0.0.4. */
  text: () => string;
}

export function openMetrics(): Metrics {
  const families: (() => string[])[] = [];
  const family = (name: string, help: string, type: string, samples: () => string[]) =>
    families.push(() => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples()]);
  return {
    counter: (name, help) => {
      const counts = new Map<string, number>();
      family(name, help, 'counter', () => [...counts].map(([key, n]) => `${name}${key} ${n}`));
      return {
        add: (labels = {}, by = 1) => {
          const key = written(labels);
          counts.set(key, (counts.get(key) ?? 0) + by);
        },
      };
    },
    gauge: (name, help, read) => {
      family(name, help, 'gauge', () => [`${name} ${read()}`]);
    },
    histogram: (name, help, bounds) => {
      const series = new Map<string, Series>();
      family(name, help, 'histogram', () =>
        [...series.values()].flatMap((each) => samplesOf(name, bounds, each)),
      );
      return {
        observe: (value, labels = {}) => {
          const key = written(labels);
          const each = series.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
          series.set(key, each);
          each.sum += value;
          each.count += 1;
          const at = bounds.findIndex((bound) => value <= bound);
          if (at !== -1) each.counts[at] = (each.counts[at] ?? 0) + 1;
        },
      };
    },
    text: () => `${families.flatMap((each) => each()).join('\n')}\n`,
  };
}

interface Series {
  labels: Labels;
  counts: number[];
  sum: number;
  count: number;
}

function samplesOf(
  name: string,
  bounds: readonly number[],
  { labels, counts, sum, count }: Series,
) {
  let below = 0;
  const buckets = bounds.map((bound, index) => {
    below += counts[index] ?? 0;
    return `${name}_bucket${written({ ...labels, le: String(bound) })} ${below}`;
  });
  return [
    ...buckets,
    `${name}_bucket${written({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_sum${written(labels)} ${sum}`,
    `${name}_count${written(labels)} ${count}`,
  ];
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
