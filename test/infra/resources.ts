// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Workplace } from '../real/terraform/terraform.ts';

/** A resource that Terraform would make, with its values as they are written. */
export interface Resource {
  /** e.g. `module.function["auth"].google_cloudfunctions2_function.this` */
  address: string;
  type: string;
  values: Record<string, unknown>;
}

export const environment = 'infra/environments/production';

/** What the environment is told in tests. */
export const variables = [
  'project_id=demo-test',
  'project_number=123456789012',
  'domain=api.example.test',
  'billing_account=000000-000000-000000',
  'alerts_email=ops@example.test',
].map((each) => `-var=${each}`);

/** Applies the environment, or what else is given, with the stand-in, and says what was made. */
export function applied(workplace: Workplace, inside = environment, given = variables): Resource[] {
  workplace.run(inside, ['init', '-input=false', '-no-color']);
  workplace.run(inside, ['apply', '-input=false', '-auto-approve', '-no-color', ...given]);
  return resourcesOf(JSON.parse(workplace.run(inside, ['show', '-json'])));
}

const resource = z.object({
  address: z.string(),
  mode: z.literal('managed'),
  type: z.string(),
  values: z.record(z.string(), z.unknown()),
});
interface Module {
  resources?: z.output<typeof resource>[] | undefined;
  child_modules?: Module[] | undefined;
}
const module: z.ZodType<Module> = z.lazy(() =>
  z.object({
    resources: z.array(resource).optional(),
    child_modules: z.array(module).optional(),
  }),
);
const state = z.object({ values: z.object({ root_module: module }) });

/** All resources of the state; what the stand-in made up is told by what it stands for. */
export function resourcesOf(json: unknown): Resource[] {
  const all = inside(state.parse(json).values.root_module);
  const names = new Map(all.flatMap(spoken));
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  };
  return all.map(({ address, type, values }) => ({
    address,
    type,
    values: z.record(z.string(), z.unknown()).parse(plain(values)),
  }));
}

const inside = ({ resources = [], child_modules = [] }: Module): Resource[] => [
  ...resources,
  ...child_modules.flatMap(inside),
];

/** What the made-up values of a resource stand for: an account's e-mail, else the resource's address. */
function spoken({ address, type, values }: Resource): [string, string][] {
  const madeUp = (field: string) => String(values[field] ?? '');
  if (type !== 'google_service_account') {
    return madeUp('id').startsWith('fake-') ? [[madeUp('id'), address]] : [];
  }
  const email = `${values['account_id']}@${values['project']}.iam.gserviceaccount.com`;
  return [
    [madeUp('email'), email],
    [madeUp('member'), `serviceAccount:${email}`],
    [madeUp('id'), `projects/${values['project']}/serviceAccounts/${email}`],
  ];
}
