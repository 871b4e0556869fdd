// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { read } from './tree.ts';

/** The rows of the table whose first column is called so: their first cells, and the others. */
function table(page: string, called: string): Map<string, string[]> {
  const lines = read(page).split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${called} `));
  const rows = lines.slice(head + 2);
  const cells = rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) => line.split('|').slice(1, -1))
    .map((row) => row.map((cell) => cell.trim()));
  return new Map(cells.map(([name = '', ...rest]) => [name, rest]));
}

const numberOf = (cell = ''): number => Number.parseFloat(cell.replaceAll(',', ''));

/** The numbers of a table of the manual, by the beginning of their rows. */
function numbers(called: string, column = 0): (row: string) => number {
  const rows = [...table(manual, called)];
  return (row) => {
    const found = numberOf(rows.find(([name]) => name.startsWith(row))?.[1][column]);
    if (Number.isNaN(found)) throw new Error(`"${called}" says no number for "${row}"`);
    return found;
  };
}

const manual = 'docs/operations.md';
const counted = numbers('counted, of one cluster in an hour');
const assumed = numbers('assumed');
const dollars = numbers('price');
const per = numbers('price', 1);

/** What so many clusters cost in a month, row by row. */
function costs(clusters: number): [row: string, dollars: number][] {
  const hours = assumed('hours in a month') * clusters;
  const cost = (price: string, amount: number) => (dollars(price) / per(price)) * amount;
  const calls = hours * (counted('polls') + counted('heartbeats') + counted('exchanges'));
  const gib = (kilobytes: number) => (calls * kilobytes * 1000) / 2 ** 30;
  const instances = (open: number, concurrency: number) =>
    Math.max(1 - Math.exp(-open), open / (concurrency * assumed('share of its concurrency')));
  const polls = clusters * assumed('polls that a cluster has open');
  const heartbeat = assumed('milliseconds that a heartbeat takes') / 3_600_000;
  const beats = clusters * counted('heartbeats') * heartbeat;
  const logs = gib(assumed('kB of logs')) - assumed('GiB of logs');
  const rows: [string, number][] = [
    [
      'documents and requests',
      cost('reads', hours * counted('reads')) +
        cost('writes', hours * counted('writes')) +
        cost('requests', calls),
    ],
    [
      '`desired`: instances that hold polls',
      cost('an instance that answers', instances(polls, assumed('concurrency of `desired`'))),
    ],
    [
      '`ingest`: instances for heartbeats',
      cost('an instance that answers', instances(beats, assumed('concurrency of `ingest`'))),
    ],
    ['logs', cost('logs', Math.max(0, logs))],
    ['signatures', cost('signatures', hours * counted('exchanges'))],
    [
      'load balancer, one idle `auth`',
      cost('the load balancer', 1) +
        cost('what goes through', gib(assumed('kB through the load balancer'))) +
        cost('an instance that is kept ready', 1),
    ],
  ];
  const all = rows.reduce((sum, [, each]) => sum + each, 0);
  return [...rows, ['all', all], ['for each cluster', all / clusters]];
}

const shown = (amount: number, row: string): string =>
  amount < 1 && row === 'for each cluster'
    ? amount.toFixed(2)
    : Math.round(amount).toLocaleString('en-US');

test('what the service costs follows from what was counted, what is assumed, and the prices', () => {
  const columns = [10, 1_000, 100_000].map(costs);
  const expected = (columns[0] ?? []).map(([row], at) => [
    row,
    columns.map((column) => shown(column[at]?.[1] ?? Number.NaN, row)),
  ]);
  expect([...table(manual, 'dollars a month')]).toEqual(expected);
});

test('what the costs are made of is what was measured, and what is declared', () => {
  const measured = table('docs/performance.md', 'per agent and hour, nothing happens');
  const of = (beginning: string) =>
    numberOf([...measured].find(([name]) => name.startsWith(beginning))?.[1].at(-1));
  expect(counted('polls')).toBe(of('polls'));
  expect(counted('heartbeats')).toBe(of('heartbeats'));
  expect(counted('reads')).toBe(of('reads') + counted('exchanges'));
  expect(counted('writes')).toBe(of('writes, all'));
  const declared = read('infra/environments/production/main.tf');
  for (const name of ['desired', 'ingest']) {
    const found = new RegExp(`${name} +=.*concurrency = (\\d+)`).exec(declared)?.[1];
    expect(assumed(`concurrency of \`${name}\``)).toBe(Number(found));
  }
});
