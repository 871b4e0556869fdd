// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/policies.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { activate } from './activate.ts';
import { clusters } from './clusters.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { update } from './update.ts';
import { versions } from './versions.ts';

/** The function `policies`: what may run, in every version that was ever in force. */
export const policiesFunction = (service: Service): Listener =>
  door(service, [
    on(api.createPolicy, create),
    on(api.listPolicies, list),
    on(api.countClusters, clusters),
    on(api.updatePolicy, update),
    on(api.deletePolicy, remove),
    on(api.listPolicyVersions, versions),
    on(api.activatePolicyVersion, activate),
  ]);
