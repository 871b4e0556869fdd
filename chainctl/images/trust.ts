// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { PolicyDocument } from '../../core/policy/document.ts';
import type { Trusted, Trusts } from '../../core/policy/trusts.ts';
import { realClock } from '../../registry/clock.ts';
import { openRoot } from '../../registry/trust/open.ts';
import type { Refreshed, Root } from '../../registry/trust/root.ts';
import type { TrustSettings } from '../../registry/trust/settings.ts';
import { openTrustRoot } from '../../registry/trust/trust-root.ts';
import { proxiesIn } from '../../registry/wire/proxies.ts';
import type { App } from '../app.ts';
import { Ended } from '../ended.ts';
import { trustFolder } from '../places.ts';
import { printable } from '../terminal/printable.ts';
import { say } from '../terminal/terminal.ts';
import { authoritiesIn } from './access.ts';
import { answers } from './concluded.ts';
import { namedFiles, sourceOf, type TrustFlags } from './trust-flags.ts';

/** The trust roots of one command. */
export interface OpenedTrust {
  /** Those in effect now: the same object until one of them changes. */
  trusts: () => Trusts;
  /** Waits a moment for what is being refreshed, if it answers at all, and says what was refused. */
  end: () => Promise<void>;
}

/**
 * How long a mirror has to answer at all, from when it is asked; and how long a command that has done
 * its work waits for one that does. Both in milliseconds, and once an hour at most.
 */
const firstAnswer = 1_000;
const grace = 3_000;

/** A root, as messages call it. */
interface Called {
  name: string;
  root: Root;
  /** What came of asking, once that is known. */
  outcome?: Refreshed;
  flight?: Promise<unknown>;
  /** When it was asked. */
  since?: number;
}

/**
 * Opens the default root, and the TrustRoots that lie beside the policies unless a flag names another.
 * Only what is not there at all is waited for; the rest is refreshed beside the command's own work.
 * @throws Failure INVALID_ARGUMENT for flags and files that are none
 */
export async function openTrust(
  app: App,
  flags: TrustFlags,
  documents: PolicyDocument[] = [],
): Promise<OpenedTrust> {
  const { trust } = await app.settings();
  const settings: TrustSettings = {
    reach: 'private',
    offline: flags.offline ?? trust.offline,
    folder: trustFolder(app.env),
    ca: await authoritiesIn(flags.registryCa),
    proxies: proxiesIn(app.env),
    clock: { ...realClock, now: app.now },
  };
  const given = await namedFiles(flags);
  const own = {
    name: 'the default trust root',
    root: await openRoot(await sourceOf(flags, trust), settings),
  };
  const beside: [string, Called][] = [];
  for (const each of documents) {
    if (each.kind !== 'TrustRoot' || given.has(each.name)) continue;
    const root = await openTrustRoot(each.spec, settings);
    beside.push([each.name, { name: `TrustRoot "${each.name}"`, root }]);
  }
  const all: Called[] = [own, ...beside.map(([, called]) => called)];
  await Promise.all(all.filter(isLacking).map(ask));
  for (const called of all.filter(({ root }) => root.due())) {
    called.since = app.now();
    called.flight = ask(called);
  }

  const named = (): [string, Trusted][] =>
    beside.map(([name, { root }]) => [name, advised(root.current())]);
  return {
    trusts: unlessChanged(
      () => all.map(({ root }) => root.current()),
      () => ({ default: own.root.current(), named: new Map([...named(), ...given]) }),
    ),
    end: async () => {
      await Promise.all(all.map((called) => finished(called, app.now())));
      for (const { name, outcome } of all.filter((each) => !isLacking(each))) {
        if (outcome?.kind !== 'refused') continue;
        say(app.terminal, `Warning: ${name} was not refreshed: ${outcome.reason}`);
      }
    },
  };
}

const isLacking = ({ root }: Called): boolean => 'fault' in root.current();

async function ask(called: Called): Promise<void> {
  called.outcome = await called.root.refresh();
}

/** Where nothing answers there is no network, and nothing to wait for. */
async function finished({ root, flight, since = 0 }: Called, now: number): Promise<void> {
  if (flight !== undefined) {
    await unlessLate(flight, Math.max(0, since + firstAnswer - now));
    if (root.heard()) await unlessLate(flight, grace);
  }
  await root.close();
}

const unlessLate = (flight: Promise<unknown>, time: number): Promise<unknown> =>
  Promise.race([flight, sleep(time)]);

/**
 * Goes on only with a default root: without one nothing can be told of who signed.
 * @throws Ended with 2, once it is said why there is none
 */
export function demandDefault(app: App, { trusts }: OpenedTrust): void {
  const found = trusts().default;
  if ('trust' in found) return;
  say(app.terminal, printable(`the default trust root: ${found.fault}`));
  throw new Ended(answers.untold);
}

/** What to do about a TrustRoot that cannot be had. */
const advised = (trusted: Trusted): Trusted =>
  'trust' in trusted
    ? trusted
    : { fault: `${trusted.fault}; chainctl takes another as --trusted-root NAME=FILE` };

/** Makes something of parts, and again only once one of them is another. */
function unlessChanged<Part, Whole>(parts: () => Part[], make: () => Whole): () => Whole {
  let made: { of: Part[]; whole: Whole } | undefined;
  return () => {
    const now = parts();
    if (made === undefined || now.some((part, index) => part !== made?.of[index])) {
      made = { of: now, whole: make() };
    }
    return made.whole;
  };
}
