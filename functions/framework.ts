// SPDX-License-Identifier: Apache-2.0
import { http } from '@google-cloud/functions-framework';
import type { Listener } from './http.ts';
import type { Service } from './service.ts';
import { deployables } from './table.ts';

/**
 * Registers every function with functions-framework under its name, so that each can be deployed
 * alone. The service is composed when the first request comes: a function that starts opens nothing.
 */
export function register(compose: () => Promise<Service>): void {
  let service: Promise<Service> | undefined;
  for (const [name, { make }] of Object.entries(deployables)) {
    let listener: Promise<Listener> | undefined;
    http(name, async (request, response) => {
      service ??= compose();
      listener ??= service.then(make);
      await (await listener)(request, response);
    });
  }
}
