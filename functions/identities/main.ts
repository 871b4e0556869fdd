// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/identities.ts';
import { on, whenCalled } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { lookup } from './lookup.ts';

// Who stores patterns has them compiled; who lists does not.
const create = whenCalled(async () => (await import('./create.ts')).create);
const update = whenCalled(async () => (await import('./update.ts')).update);

/** The function `identities`: machines that log in with tokens of other issuers. */
export const identitiesFunction = (service: Service): Listener =>
  door(service, [
    on(api.createIdentity, create),
    on(api.lookupIdentity, lookup),
    on(api.listIdentities, list),
    on(api.updateIdentity, update),
    on(api.deleteIdentity, remove),
  ]);
