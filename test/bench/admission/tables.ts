// SPDX-License-Identifier: Apache-2.0
import type { Beside } from './api-server.ts';
import { burst, delays, type Measured, pods, type Results } from './cases.ts';
import type { Spread } from './load.ts';
import type { Remembered } from './memory.ts';

export interface All {
  theirs: Results;
  ours: Results;
  beside: Beside;
  memory: Remembered;
  propagation: Spread;
}

/** Prints everything as Markdown. */
export function tables({ theirs, ours, beside, memory, propagation }: All): void {
  const names = { cold: 'new images, by tag', tag: 'one tag', warm: 'known digests' };
  const kinds = ['cold', 'tag', 'warm'] as const;
  table(
    [
      ...['a pod of one image; p50, p99 in ms', 'policy-controller', 'Enforce', 'p50, times less'],
      'requests to the registry',
    ],
    kinds.flatMap((kind) =>
      delays.map((delay, n) => {
        const [peer, own] = [theirs[kind][n], ours[kind][n]];
        return [
          `${pods[kind]} pods, ${names[kind]}, registry at ${delay} ms`,
          ...[both(peer), both(own), times(peer?.p50, own?.p50)],
          `${peer?.requests}, ${own?.requests}`,
        ];
      }),
    ),
  );
  const reads = [theirs, ours].map(({ warm }) => warm[0]?.reads);
  console.log(
    `Reads of the API server for the pods of known digests: ${reads[0]} by policy-controller, ${reads[1]} by Enforce.\n`,
  );
  table(
    [`30 pods at once, ${burst} images, 10 policies`, 'policy-controller', 'Enforce', 'times less'],
    delays.flatMap((delay, n) => {
      const [peer, own] = [theirs.burst[n], ours.burst[n]];
      const row = (
        what: keyof Measured & ('wall' | 'cpu' | 'requests'),
        unit: string,
        digits: number,
      ) => [
        `${unit}, registry at ${delay} ms`,
        peer?.[what].toFixed(digits) ?? '',
        own?.[what].toFixed(digits) ?? '',
        times(peer?.[what], own?.[what]),
      ];
      return [row('wall', 'wall s', 2), row('cpu', 'CPU s', 2), row('requests', 'requests', 0)];
    }),
  );
  table(
    ['50 pods a second through the API server', 'p50 ms', 'p99 ms'],
    [
      ['a webhook that allows everything', ...one(beside.nothing)],
      ['Enforce, digests known', ...one(beside.ours)],
      [
        'more',
        ...one({
          p50: beside.ours.p50 - beside.nothing.p50,
          p99: beside.ours.p99 - beside.nothing.p99,
        }),
      ],
    ],
  );
  console.log(
    `Highest rate held (all let in, p99 within 1 s, of ${'10, 20, 40 … 640'}): ${theirs.rate} pods a second by policy-controller, ${ours.rate} by Enforce.\n`,
  );
  table(
    ['the registry is not there', 'policy-controller', 'Enforce'],
    (['known', 'unknown'] as const).map((which) => [
      `a digest that is ${which}`,
      ...[theirs, ours].map(({ down }) => {
        const { allowed, milliseconds } = down[which];
        return `${allowed ? 'let in' : 'refused'} after ${milliseconds.toFixed(0)} ms`;
      }),
    ]),
  );
  console.log(`Enforce says: ${ours.down.unknown.message.split('\n').join(' / ')}\n`);
  table(
    ['resident MiB', 'policy-controller', 'Enforce'],
    [
      ['idle', theirs.idle.toFixed(0), ours.idle.toFixed(0)],
      ['after everything above', theirs.resident.toFixed(0), ours.resident.toFixed(0)],
      ['500 images known', '', memory.known.toFixed(0)],
      ...memory.after.map(({ admissions, resident }) => [
        `after ${admissions} admissions more`,
        '',
        resident.toFixed(0),
      ]),
    ],
  );
  console.log(`Eight at once, ${memory.perSecond.toFixed(0)} pods a second.\n`);
  table(
    ['from `policies create` to enforced', 'p50 ms', 'p99 ms'],
    [['100 policies', ...one(propagation)]],
  );
  for (const [who, { cold, tag, warm, burst: all }] of Object.entries({ theirs, ours })) {
    for (const { refused, message } of [cold, tag, warm, all].flat()) {
      if (refused > 0) console.log(`${who}: ${refused} refused, ${message}`);
    }
  }
}

function table(head: string[], rows: string[][]): void {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${widths.map((width, n) => (row[n] ?? '').padEnd(width)).join(' | ')} |`;
  console.log(
    [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n'),
  );
}

const both = (spread: Spread | undefined): string => one(spread).join(', ');
const one = (spread: Spread | undefined): string[] => [
  spread?.p50.toFixed(1) ?? '',
  spread?.p99.toFixed(1) ?? '',
];
const times = (a = Number.NaN, b = Number.NaN): string => (a / b).toFixed(1);
