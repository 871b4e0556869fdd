// SPDX-License-Identifier: Apache-2.0
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { provideSecrets } from '../../scripts/deploy/secrets.ts';
import { type Terraform, terraformIn } from '../../scripts/deploy/terraform.ts';
import { terraformMissing, type Workplace, workplace } from '../real/terraform/terraform.ts';
import { environment, variables } from './resources.ts';

const lacking = terraformMissing();

describe.skipIf(lacking)(`Deploying infra/${lacking ? `, needs ${lacking}` : ''}`, () => {
  let place: Workplace;
  let terraform: Terraform;
  beforeAll(() => {
    place = workplace();
    for (const [name, value] of Object.entries(place.environment)) vi.stubEnv(name, value);
    const vars = join(place.folder, 'production.tfvars');
    const lines = variables.map((each) => each.replace(/^-var=(\w+)=(.*)$/, '$1 = "$2"'));
    writeFileSync(vars, lines.join('\n'));
    place.run(environment, ['init', '-input=false']);
    terraform = terraformIn(join(place.folder, environment), vars);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    place?.remove();
  });
  const state = () => join(place.folder, environment, 'terraform.tfstate');

  test('a plan changes nothing', async () => {
    expect(await terraform.plan()).toBe(true);
    expect(existsSync(state())).toBe(false);
    expect((await terraform.outputs()).url).toBeUndefined();
  });

  test('secrets are made and filled first, then the rest; a second time there is nothing to do', async () => {
    const added: string[] = [];
    const secrets = {
      has: async () => added.length > 0,
      add: async (name: string) => void added.push(name),
    };
    const file = join(place.folder, 'providers.json');
    writeFileSync(
      file,
      '[{"id":"x","name":"X","issuer":"https://x.example","clientId":"c","clientSecret":"s"}]',
    );
    expect(await provideSecrets(terraform, file, secrets)).toBe(true);
    expect(added[0]).toBe('projects/demo-test/secrets/enforce-login-providers');
    expect(await terraform.plan()).toBe(true);
    await terraform.apply();
    expect(await terraform.plan()).toBe(false);
    expect(await terraform.outputs()).toMatchObject({
      url: 'https://api.example.test',
      downloads: 'demo-test-enforce-downloads',
      images: 'europe-west1-docker.pkg.dev/demo-test/enforce',
    });
  });

  test('what terraform refuses stops the deployment', async () => {
    const without = terraformIn(join(place.folder, environment), '/dev/null');
    await expect(without.plan()).rejects.toThrow('terraform plan ended with 1');
  });
});
