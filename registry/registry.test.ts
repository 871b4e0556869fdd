// SPDX-License-Identifier: Apache-2.0
import { describe } from 'vitest';
import { registryContract } from '../test/fixtures/registry/contract.ts';
import { memoryRegistry } from '../test/fixtures/registry/memory.ts';
import { describeReal } from '../test/real/needs.ts';
import { type RegistryOptions, startRegistry } from '../test/real/sigstore/registry.ts';

/** Another registry can be read as well: `TEST_REGISTRY_URL=http://127.0.0.1:5000`. */
const given = process.env['TEST_REGISTRY_URL'];

const inMemory = async (referrers: boolean) => {
  const { url, close } = await memoryRegistry({ pageSize: 3, referrers });
  return { url, stop: close };
};
const real = async (options: RegistryOptions) => {
  const { host, stop } = await startRegistry(options);
  return { url: `http://${host}`, stop };
};

describe('A registry in memory', () => registryContract(() => inMemory(true)));
describe('A registry in memory without the referrers API', () =>
  registryContract(() => inMemory(false)));
describeReal('A real registry', ['reg'], () => registryContract(() => real({})));
describeReal('A real registry without the referrers API', ['reg'], () =>
  registryContract(() => real({ referrers: false })),
);
if (given !== undefined) {
  describe(`The registry at ${given}`, () =>
    registryContract(async () => ({ url: given, stop: async () => undefined })));
}
