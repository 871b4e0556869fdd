// SPDX-License-Identifier: Apache-2.0
import type { Beside } from './api-server.ts';
import { burst, delays, type Measured, pods, type Results } from './cases.ts';
import type { Spread } from './load.ts';
import type { Remembered } from './memory.ts';

/** Prints, as Markdown, what was measured of policy-controller and of Enforce. */
export function printBoth(theirs: Results, ours: Results): void {
  printLatency(theirs, ours);
  table(
    [`30 pods at once, ${burst} images, 10 policies`, 'policy-controller', 'Enforce', 'times less'],
    delays.flatMap((delay, n) => [
      burstRow(`wall s, registry at ${delay} ms`, 'wall', theirs.burst[n], ours.burst[n], 2),
      burstRow(`CPU s, registry at ${delay} ms`, 'cpu', theirs.burst[n], ours.burst[n], 2),
      burstRow(`requests, registry at ${delay} ms`, 'requests', theirs.burst[n], ours.burst[n], 0),
    ]),
  );
  table(
    ['both alone', 'policy-controller', 'Enforce'],
    [
      ['highest rate held, pods a second', `${theirs.rate}`, `${ours.rate}`],
      ...(['known', 'unknown'] as const).map((which) => [
        `the registry is away, a digest that is ${which}`,
        outcome(theirs, which),
        outcome(ours, which),
      ]),
      ['resident MiB, idle', theirs.idle.toFixed(0), ours.idle.toFixed(0)],
      ['resident MiB, after all of this', theirs.resident.toFixed(0), ours.resident.toFixed(0)],
    ],
  );
  console.log(`What is unknown is refused with: ${ours.down.unknown.message}\n`);
  for (const [who, { cold, tag, warm, burst: all }] of Object.entries({ theirs, ours })) {
    for (const { refused, message } of [cold, tag, warm, all].flat()) {
      if (refused > 0) console.log(`${who}: ${refused} refused: ${message}\n`);
    }
  }
}

function printLatency(theirs: Results, ours: Results): void {
  const names = { cold: 'new images, by tag', tag: 'one tag', warm: 'known digests' };
  const head = ['a pod of one image; p50, p99 in ms', 'policy-controller', 'Enforce'];
  table(
    [...head, 'p50, times less', 'requests to the registry', 'reads of the API server'],
    (['cold', 'tag', 'warm'] as const).flatMap((kind) =>
      delays.map((delay, n) => {
        const [peer, own] = [theirs[kind][n], ours[kind][n]];
        return [
          `${pods[kind]} pods, ${names[kind]}, registry at ${delay} ms`,
          ...[one(peer).join(', '), one(own).join(', '), times(peer?.p50, own?.p50)],
          ...[`${peer?.requests}, ${own?.requests}`, `${peer?.reads}, ${own?.reads}`],
        ];
      }),
    ),
  );
}

const burstRow = (
  title: string,
  what: 'wall' | 'cpu' | 'requests',
  peer: Measured | undefined,
  own: Measured | undefined,
  digits: number,
): string[] => [
  ...[title, peer?.[what].toFixed(digits) ?? '', own?.[what].toFixed(digits) ?? ''],
  times(peer?.[what], own?.[what]),
];

function outcome({ down }: Results, which: 'known' | 'unknown'): string {
  const { allowed, milliseconds } = down[which];
  return `${allowed ? 'let in' : 'refused'} after ${milliseconds.toFixed(0)} ms`;
}

/** Prints what creating pods through the API server took. */
export function printBeside({ ours, nothing }: Beside): void {
  const more = { p50: ours.p50 - nothing.p50, p99: ours.p99 - nothing.p99 };
  table(
    ['50 pods a second through the API server', 'p50 ms', 'p99 ms'],
    [
      ['webhooks that allow everything', ...one(nothing)],
      ['Enforce, images known', ...one(ours)],
      ['more', ...one(more)],
    ],
  );
}

/** Prints what is resident while many images are known. */
export function printMemory({ known, after, perSecond }: Remembered): void {
  table(
    ['Enforce', 'resident MiB'],
    [
      ['500 images known', known.toFixed(0)],
      ...after.map(({ admissions, resident }) => [
        `after ${admissions} admissions more`,
        resident.toFixed(0),
      ]),
    ],
  );
  console.log(`These were ${perSecond.toFixed(0)} pods a second, eight at once.\n`);
}

/** Prints how soon policies hold. */
export function printPropagation(took: Spread & { policies: number }): void {
  const title = 'from `policies create` to refused by it';
  table([title, 'p50 ms', 'p99 ms'], [[`${took.policies} policies`, ...one(took)]]);
}

function table(head: string[], rows: string[][]): void {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${widths.map((width, n) => (row[n] ?? '').padEnd(width)).join(' | ')} |`;
  const lines = [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
  console.log(`${lines.join('\n')}\n`);
}

const one = (spread: Spread | undefined): string[] => [
  spread?.p50.toFixed(1) ?? '',
  spread?.p99.toFixed(1) ?? '',
];
const times = (a = Number.NaN, b = Number.NaN): string => (a / b).toFixed(1);
