// SPDX-License-Identifier: Apache-2.0
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { heartbeat } from '../../core/api/ingest.ts';
import { type ErrorCode, Failure } from '../../core/errors.ts';
import { scripted } from '../../test/fixtures/kube/scripted.ts';
import type { ControlPlane } from '../control-plane.ts';
import { tellingTrouble } from './trouble.ts';

const sent = z.object({ data: z.record(z.string(), z.string()) });

let written: Record<string, string>[];
let server: Awaited<ReturnType<typeof scripted>>;
let says: ErrorCode | undefined;
let leads: boolean;
let now: number;
let plane: ControlPlane;
let changed: (leads: boolean) => void;

beforeEach(async () => {
  written = [];
  says = undefined;
  leads = true;
  now = Date.parse('2026-11-29T12:00:00Z');
  server = await scripted(async (request, response) => {
    written.push(sent.parse(JSON.parse(await text(request))).data);
    response.end(JSON.stringify({ metadata: { name: 'enrolment' } }));
  });
  const call = (async () => {
    if (says !== undefined) throw new Failure(says, `https://enforce.test says ${says}`);
    return {};
  }) as unknown as ControlPlane['call'];
  plane = tellingTrouble(
    { call, registered: async () => undefined, tendKeys: async () => undefined },
    server.kube,
    {
      leadership: {
        isLeader: () => leads,
        onChange: (listener) => {
          changed = listener;
        },
      },
      troubled: () => undefined,
      clock: () => now,
    },
  );
});
afterEach(() => server.close());

/** Calls once, with that answer, so many milliseconds later. */
const calls = async (code: ErrorCode | undefined, later = 0) => {
  says = code;
  now += later;
  const beat = { agentVersion: '1', version: 'v1', profiles: [], sequence: 0 };
  await plane.call(heartbeat, beat).catch(() => undefined);
};
const stands = (expected: (object | undefined)[]) =>
  vi.waitFor(() => expect(written).toEqual(expected), 10_000);

test('what lasts is told with since when, once, and taken back when it has passed', async () => {
  await calls('UNAVAILABLE');
  await calls('UNAVAILABLE', 4_000);
  await calls('UNAVAILABLE', 4_000);
  const told = {
    trouble: 'https://enforce.test says UNAVAILABLE',
    'trouble-code': 'UNAVAILABLE',
    'trouble-since': '2026-11-29T12:00:00.000Z',
  };
  await stands([told]);
  await calls(undefined);
  await calls(undefined);
  await stands([told, {}]);
});

test('what the process before left is taken back at the first answer', async () => {
  await calls(undefined);
  await stands([{}]);
});

test('a connection that breaks and is there again is none, and neither is an answer that refuses', async () => {
  await calls(undefined);
  await calls('UNAVAILABLE', 1_000);
  await calls(undefined, 1_000);
  await calls('UNAVAILABLE', 60_000);
  await calls(undefined, 1_000);
  for (const code of ['FAILED_PRECONDITION', 'NOT_FOUND'] as const) {
    await calls(code);
    await calls(code, 60_000);
  }
  await stands([{}]);
});

test('who does not lead tells nothing; who leads again does not rely on what it told before', async () => {
  leads = false;
  await calls('UNAUTHENTICATED');
  await calls('UNAUTHENTICATED', 60_000);
  leads = true;
  await calls(undefined);
  await stands([{}]);
  changed(true);
  await calls(undefined);
  await stands([{}, {}]);
});
