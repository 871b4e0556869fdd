// SPDX-License-Identifier: Apache-2.0
import { asFailure, type ErrorCode, Failure } from '../../core/errors.ts';
import type { ControlPlane } from '../control-plane.ts';
import { type Kube, resources } from '../kube.ts';
import type { Leadership } from '../leader.ts';
import { agentNamespace, enrolmentMap, enrolmentTrouble } from '../names.ts';

export interface TroubleOptions {
  leadership: Pick<Leadership, 'isLeader' | 'onChange'>;
  troubled: (failure: Failure) => void;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** So long it must fail before it is told: connections break, and are there again. In milliseconds. */
const settling = 3_000;

/** With these the control plane is out of reach, or does not take this cluster; others are answers. */
const serious: readonly ErrorCode[] = [
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
];

/** What stands there is told by nobody. */
const unknown = 'unknown';

/** Whose fields these are, so that what else is remembered there stays as it is. */
const manager = 'enforce-agent-trouble';

/**
 * The control plane, of which it is told inside the cluster when it cannot be talked to: beside the
 * registration, where `chainctl cluster doctor` finds why and since when. Taken back once it can.
 */
export function tellingTrouble(
  plane: ControlPlane,
  kube: Kube,
  { leadership, troubled, clock = Date.now }: TroubleOptions,
): ControlPlane {
  let since: number | undefined;
  /** What stands there, as far as this process knows: at its start, what the one before it left. */
  let told: string | undefined = unknown;
  let turn = Promise.resolve();
  leadership.onChange(() => {
    told = unknown;
  });
  const tell = (failure: Failure | undefined): void => {
    const text = failure?.message.slice(0, 500);
    if (told === text || !leadership.isLeader()) return;
    told = text;
    turn = turn
      .then(() => write(kube, failure, since))
      .catch((error: unknown) => {
        told = unknown;
        troubled(asFailure(error));
      });
  };
  const heard = <Answer>(asked: Promise<Answer>, signal?: AbortSignal): Promise<Answer> => {
    asked.then(
      () => {
        since = undefined;
        tell(undefined);
      },
      (error: unknown) => {
        if (!(error instanceof Failure) || signal?.aborted || !serious.includes(error.code)) return;
        since ??= clock();
        if (clock() - since >= settling) tell(error);
      },
    );
    return asked;
  };
  return {
    call: (endpoint, request, sending) =>
      heard(plane.call(endpoint, request, sending), sending?.signal),
    registered: () => plane.registered(),
    tendKeys: () => plane.tendKeys(),
  };
}

async function write(kube: Kube, failure: Failure | undefined, since = 0): Promise<void> {
  const { code, message, since: moment } = enrolmentTrouble;
  const data =
    failure === undefined
      ? {}
      : {
          [code]: failure.code,
          [message]: failure.message.slice(0, 500),
          [moment]: new Date(since).toISOString(),
        };
  const object = { metadata: { name: enrolmentMap, namespace: agentNamespace }, data };
  await kube.apply(resources.configMaps, object, { manager, force: true });
}
