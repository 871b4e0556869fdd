// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/policies.ts';
import { on, whenCalled } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { clusters } from './clusters.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { versions } from './versions.ts';

// Who stores a document reads YAML and compiles expressions; who lists does not.
const create = whenCalled(async () => (await import('./create.ts')).create);
const update = whenCalled(async () => (await import('./update.ts')).update);
const activate = whenCalled(async () => (await import('./activate.ts')).activate);

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
