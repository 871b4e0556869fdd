// SPDX-License-Identifier: Apache-2.0
import type { Profile } from '../../core/api/clusters.ts';
import { heartbeat, largestBatch, sendRecords } from '../../core/api/ingest.ts';
import { Failure } from '../../core/errors.ts';
import type { ControlPlane } from '../control-plane.ts';
import { type Repeated, repeat } from '../every.ts';
import type { Applied } from '../sync/follow.ts';
import type { Judged } from '../verify/judged.ts';
import type { KnownImage } from '../verify/known.ts';
import type { Verification } from '../verify/verify.ts';
import { batchesOf } from './batches.ts';
import { evidenceParcels } from './evidence.ts';
import { gistOf, reportOf, type WholeReport } from './report.ts';

export interface ReporterOptions {
  plane: Pick<ControlPlane, 'call'>;
  verification: Pick<Verification, 'known' | 'isComplete' | 'onChange'>;
  applied: () => Omit<Applied, 'policies'> | undefined;
  leads: () => boolean;
  /** What the agent and the cluster are. */
  about: () => Promise<{ agentVersion: string; version: string; profiles: Profile[] }>;
  troubled: (failure: Failure) => void;
  /** Milliseconds since 1970, for what is told. */
  clock?: () => number;
  /** Milliseconds that only ever go by, for what is waited for: a clock may be set. */
  passed?: () => number;
}

/** So long changes are gathered before they are reported, in milliseconds. */
const settling = 300;
/** So long a start waits for every image to be judged before it says what runs, in milliseconds. */
const patience = 60_000;
/** What has not changed is reported again after so long, with the moments of today. */
const stale = 3_600_000;

interface Sent {
  sequence: number;
  gists: Map<string, string>;
}

/**
 * Tells the control plane what runs, while this replica leads: what changed, in batches, each with the next
 * number; and a sign of life that stands for all that did not. Through an outage only the latest state of
 * each image is kept. Where the control plane knows another number, it is told everything.
 */
export function reportTo(options: ReporterOptions): Repeated {
  const { plane, verification, leads } = options;
  const { clock = Date.now, passed = () => performance.now() } = options;
  const parcels = evidenceParcels(plane);
  /** What the control plane is known to have, by image, and when it was told. */
  const told = new Map<string, { gist: string; at: number }>();
  /** Images that ran, of which it must still hear that they do no more. */
  const last = new Map<string, KnownImage & { judged: Judged }>();
  /** Images of which something else is known than was told. */
  const news = new Set<string>();
  let sequence = 0;
  let uncertain: Sent | undefined;
  let whole = false;
  let beatAt = 0;
  /** A sign of life is to be given now, another than the one under way. */
  let wanted = true;
  const began = passed();

  const settle = ({ sequence: taken, gists }: Sent): void => {
    sequence = taken;
    for (const [image, gist] of gists) told.set(image, { gist, at: passed() });
    uncertain = undefined;
  };
  const beat = async (): Promise<void> => {
    wanted = false;
    const { revision = '', at, failing = [] } = options.applied() ?? {};
    const applied =
      at === undefined
        ? {}
        : { applied: { revision, at: at.toISOString(), failing: failing.slice(0, 100) } };
    const answer = await plane.call(heartbeat, {
      ...(await options.about()),
      ...applied,
      sequence,
    });
    if (uncertain?.sequence === answer.sequence) settle(uncertain);
    uncertain = undefined;
    if (answer.sequence !== sequence) {
      whole = true;
      parcels.forget();
      sequence = answer.sequence;
    }
    beatAt = passed() + answer.next * 1000;
  };
  const send = async (some: readonly WholeReport[], more: object): Promise<void> => {
    const next = sequence + 1;
    const gists = new Map(some.map((each) => [each.image, gistOf(each)]));
    uncertain = { sequence: next, gists };
    const request = { sequence: next, records: [...some], ...more };
    await plane.call(sendRecords, request, { packed: true, patience: 60_000 });
    settle(uncertain);
  };
  const deliver = async (reports: readonly WholeReport[], all: boolean): Promise<void> => {
    const evidence = reports.flatMap(({ image }) => last.get(image)?.judged.held ?? []);
    await parcels.send(evidence.map((held) => held.evidence));
    const batches = batchesOf(reports);
    // Where nothing runs, that is said too.
    if (all && batches.length === 0) batches.push([]);
    for (const [index, some] of batches.entries()) {
      await send(some, all ? { whole: true, last: index === batches.length - 1 } : {});
      for (const { image, running } of some) if (!running) forget(image);
    }
  };
  const forget = (image: string): void => {
    last.delete(image);
    told.delete(image);
    news.delete(image);
  };
  const report = (image: string, now: Date): WholeReport[] => {
    const each = last.get(image);
    const running = verification.known().has(image);
    return each === undefined ? [] : [reportOf(each, running, parcels.digestOf, now)];
  };
  /** Of the images with news, those of which the control plane has to hear something else. */
  const changed = (now: Date): WholeReport[] =>
    [...news].flatMap((image) => {
      const [found] = report(image, now);
      const before = told.get(image);
      const same = found !== undefined && before?.gist === gistOf(found);
      if (found !== undefined && !(same && passed() - before.at < stale)) return [found];
      news.delete(image);
      if (found?.running === false) forget(image);
      return [];
    });
  /** A batch of them at a time: after an outage everything is stale, in every cluster at once. */
  const someStale = (): string[] =>
    [...told]
      .filter(([, { at }]) => passed() - at > stale)
      .slice(0, largestBatch)
      .map(([image]) => image);
  const round = async (): Promise<number> => {
    if (!leads()) {
      wanted = true;
      // Whether it was taken cannot be told any more: another may send a batch of that number.
      uncertain = undefined;
      return 60_000;
    }
    if (wanted || beatAt <= passed() || uncertain !== undefined) await beat();
    for (const image of someStale()) news.add(image);
    const now = new Date(clock());
    if (!whole) await deliver(changed(now), false);
    else if (verification.isComplete() || passed() - began > patience) {
      await deliver(
        [...last.keys()].flatMap((image) => report(image, now)),
        true,
      );
      whole = false;
    }
    return whole ? 1_000 : Math.max(beatAt - passed(), 1_000);
  };

  const repeated = repeat(
    () =>
      round().catch((error: unknown) => {
        wanted = true;
        // Another number than the next: the control plane says which one it has.
        if (error instanceof Failure && error.code === 'FAILED_PRECONDITION') {
          whole = true;
          uncertain = undefined;
        }
        throw error;
      }),
    options.troubled,
  );
  let soon: NodeJS.Timeout | undefined;
  verification.onChange((names) => {
    for (const name of names) {
      const known = verification.known().get(name);
      if (known?.judged !== undefined) last.set(name, { ...known, judged: known.judged });
      if (last.has(name)) news.add(name);
    }
    soon ??= setTimeout(() => {
      soon = undefined;
      repeated.soon();
    }, settling);
    soon.unref();
  });
  return {
    /** An applied state is told at once. */
    soon: () => {
      wanted = true;
      repeated.soon();
    },
    stop: () => {
      clearTimeout(soon);
      repeated.stop();
    },
  };
}
