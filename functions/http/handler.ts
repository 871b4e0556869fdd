// SPDX-License-Identifier: Apache-2.0
import type { Answered, Endpoint, Taken } from '../../core/api/endpoint.ts';
import type { Author } from '../../store/change.ts';
import type { StoredCluster } from '../../store/collections.ts';
import type { Service } from '../service.ts';
import type { Principal } from './bearer.ts';
import type { Route } from './route.ts';

/** One call as a handler sees it: let in, decoded, with its caller. */
export interface Call {
  service: Service;
  /** The caller; a stranger only where the endpoint is open to strangers. */
  principal: Principal;
  author: Author;
  /** The token as it was presented; only for endpoints that judge it themselves. */
  token: string | undefined;
  /** Calls back once the connection is done with: the caller hung up, or was answered. */
  whenGone: (leave: () => void) => void;
  /** The cluster whose agent calls, where the endpoint is for agents. */
  cluster?: StoredCluster | undefined;
}

/** A call of a cluster's agent. */
export interface AgentCall extends Call {
  cluster: StoredCluster;
}

/** Answers an endpoint that is open to the agents of clusters alone. */
export type AgentHandler<E extends Endpoint> = (
  request: Taken<E>,
  call: AgentCall,
) => Promise<Answered<E>>;

/** Answers an endpoint. */
export type Handler<E extends Endpoint> = (request: Taken<E>, call: Call) => Promise<Answered<E>>;

/** Puts a handler to its endpoint, with the cluster whose agent calls. */
export const onAgent = <E extends Endpoint>(endpoint: E, handler: AgentHandler<E>): Route =>
  on(endpoint, async (request, call) => {
    const { cluster } = call;
    if (cluster === undefined) throw new Error(`${endpoint.id} is not declared for clusters`);
    return handler(request, { ...call, cluster });
  });

/**
 * A handler whose module is loaded when it is first called: what it needs is more than the first answer
 * of an instance should wait for.
 */
export const whenCalled =
  <Request, Answer>(load: () => Promise<(request: Request, call: Call) => Promise<Answer>>) =>
  async (request: Request, call: Call): Promise<Answer> =>
    (await load())(request, call);

/** Puts a handler to its endpoint. */
export const on = <E extends Endpoint>(endpoint: E, handler: Handler<E>): Route => ({
  endpoint,
  handler: handler as Route['handler'],
});
