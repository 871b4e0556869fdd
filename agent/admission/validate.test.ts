// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMeans, podWith, reviewOf } from '../../test/fixtures/agent/means.ts';
import { ada, keyless, policyOf } from '../../test/fixtures/policy/pretended.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage } from '../../test/fixtures/registry/push.ts';
import { validate } from './validate.ts';

let memory: MemoryRegistry;
let name: string;
beforeAll(async () => {
  memory = await memoryRegistry();
  const { digest } = await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
  name = `${memory.host}/app@${digest}`;
});
afterAll(() => memory.close());

const wants = (mode: string, policy = mode) =>
  policyOf({ mode, authorities: [keyless(ada)] }, policy);
async function answered(
  policies: ReturnType<typeof wants>[],
  images: string[],
  noMatch: 'deny' | 'allow' | 'warn' = 'deny',
) {
  const { means, registry } = makeMeans(policies, { noMatch });
  const answer = await validate(reviewOf({ object: podWith(images) }), means);
  registry.close();
  return answer;
}

test('one answer says of every image what is wrong with it', async () => {
  const answer = await answered([wants('enforce')], [name, 'Not An Image']);
  expect(answer).toMatchObject({ allowed: false, code: 400 });
  const { message = '' } = answer.allowed ? {} : answer;
  expect(message).toContain(`no matching signatures:\n: spec.containers[0].image\n${name}\n`);
  expect(message).toContain('could not parse reference: Not An Image: spec.containers[1].image');
});

test('a policy in mode warn lets in, with a warning for each line', async () => {
  expect(await answered([wants('warn')], [name])).toEqual({
    allowed: true,
    warnings: [
      'no matching signatures:',
      ': spec.containers[0].image',
      name,
      `policy warn: nobody has signed it (looked in ${memory.host}/app)`,
      `  sign it: cosign sign ${name}`,
    ],
  });
});

test('what no policy covers is refused, let in, or let in with a warning, as it is set', async () => {
  const uncovered = {
    message: `validation failed: no matching policies: spec.containers[0].image\n${name}`,
  };
  expect(await answered([], [name])).toMatchObject({ allowed: false, ...uncovered });
  expect(await answered([], [name], 'allow')).toEqual({ allowed: true, warnings: [] });
  expect(await answered([], [name], 'warn')).toEqual({
    allowed: true,
    warnings: ['no matching policies: spec.containers[0].image', name],
  });
});

test('a defect while deciding about one image denies and is no pass', async () => {
  const { means, registry } = makeMeans([wants('enforce')]);
  const torn = { ...means, memory: { known: fails, recent: fails } };
  const review = reviewOf({ object: podWith([name]) });
  await expect(validate(review, torn)).rejects.toThrow('torn');
  registry.close();
});

const fails = async (): Promise<never> => {
  throw new Error('torn');
};
