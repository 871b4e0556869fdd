// SPDX-License-Identifier: Apache-2.0
// Loaded into a local home before it starts (node --import), this gives it a route that does nothing,
// behind the same front and the same door as all others.
import * as z from 'zod';
import { endpoint } from '../../core/api/endpoint.ts';
import { on } from '../../functions/http/handler.ts';
import { door } from '../../functions/http.ts';
import type { Service } from '../../functions/service.ts';
import { deployables } from '../../functions/table.ts';

/** Anybody may ask for nothing, and gets it. */
const nothing = endpoint({
  id: 'nothing.get',
  function: 'groups',
  summary: 'Does nothing.',
  method: 'GET',
  path: '/nothing',
  request: z.strictObject({}),
  response: z.object({}),
  access: { kind: 'public' },
});

Object.assign(deployables, {
  nothing: {
    make: (service: Service) => door(service, [on(nothing, async () => ({}))]),
    paths: [nothing.path],
  },
});
