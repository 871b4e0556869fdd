// SPDX-License-Identifier: Apache-2.0
import type { Answered, Endpoint, Given } from '../core/api/endpoint.ts';
import { Failure } from '../core/errors.ts';
import type { Uidp } from '../core/iam/uidp.ts';
import { fetchThrough } from '../registry/wire/fetch.ts';
import type { Proxies } from '../registry/wire/proxies.ts';
import { accountToken } from './control-plane/account-token.ts';
import { openEnrolment } from './control-plane/enrolment.ts';
import { keepKeys } from './control-plane/keys.ts';
import { type Sending, send } from './control-plane/send.ts';
import { openSession } from './control-plane/session.ts';
import type { Kube } from './kube.ts';

/** The control plane, as the agent of this cluster sees it. */
export interface ControlPlane {
  /**
   * Calls as the cluster. A token that is not taken is replaced once.
   * @throws Failure as the control plane says it, or UNAVAILABLE
   */
  call: <E extends Endpoint>(
    endpoint: E,
    request: Given<E>,
    sending?: Sending,
  ) => Promise<Answered<E>>;
  /** As which cluster this one is registered; undefined if it never was. @throws KubeFailure */
  registered: () => Promise<Uidp | undefined>;
  /** Tells the control plane the keys of a private cluster, if they are others than it knows. @throws Failure */
  tendKeys: () => Promise<void>;
}

export interface ControlPlaneOptions {
  /** The URL of the API, which is its issuer too, without a slash at the end. */
  url: string;
  /** The file with the service account's token for it; without one, tokens are asked of the cluster. */
  tokenFile?: string | undefined;
  /** Nobody outside can read the keys of the cluster: it brings them along. */
  private: boolean;
  userAgent: string;
  /** The proxies that requests go through; none if absent. */
  proxies?: Proxies | undefined;
}

/** The control plane at the URL. Nothing is asked of it, nor of the cluster, before it is called. */
export function controlPlane(kube: Kube, options: ControlPlaneOptions): ControlPlane {
  const { url, userAgent, proxies } = options;
  const fetch = proxies === undefined ? globalThis.fetch : fetchThrough(proxies);
  const ask = (token: string) => {
    return <E extends Endpoint>(endpoint: E, request: Given<E>, sending?: Sending) =>
      send({ url, userAgent, token, fetch }, endpoint, request, sending);
  };
  const token = accountToken(kube, { audience: url, file: options.tokenFile });
  const enrolment = openEnrolment(kube, { ask, token, private: options.private });
  const session = openSession({ ask, token, enrolment });
  return {
    call: async (endpoint, request, sending) => {
      const shown = await session.token();
      try {
        return await ask(shown)(endpoint, request, sending);
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'UNAUTHENTICATED') throw error;
        session.refused(shown);
        return ask(await session.token())(endpoint, request, sending);
      }
    },
    registered: enrolment.known,
    tendKeys: options.private ? keepKeys(kube, { ask, token, enrolment }) : async () => undefined,
  };
}
