// SPDX-License-Identifier: Apache-2.0
import { readDesired, readPolicy } from '../../core/api/desired.ts';
import { onAgent } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { document } from './document.ts';
import { polls } from './poll.ts';

/**
 * How long a poll is held, in milliseconds: under the minute after which proxies hang up, and spread
 * out, so that agents that came together do not stay together.
 */
const patience = (): number => 25_000 + Math.random() * 30_000;

/** The function `desired`: what the agents of clusters follow. */
export const desiredFunction = (service: Service): Listener =>
  door(service, [
    onAgent(readDesired, polls(service, { patience, linger: 10_000 })),
    onAgent(readPolicy, document),
  ]);
