// SPDX-License-Identifier: Apache-2.0
// Puts this commit on a project: archives, infrastructure, the agent's image, chainctl. May be run again at any time.
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asFailure, Failure } from '../core/errors.ts';
import { bundleAll } from './bundle/archive.ts';
import { publishConsole } from './deploy/console.ts';
import { publishImage } from './deploy/image.ts';
import { publishAll } from './deploy/publish.ts';
import { provideSecrets } from './deploy/secrets.ts';
import { signerHere } from './deploy/sign.ts';
import { smokeTest } from './deploy/smoke.ts';
import { type Terraform, terraformIn } from './deploy/terraform.ts';
import { makeImage } from './image/image.ts';

const usage = `usage: npm run deploy -- --vars FILE --state BUCKET [options]
  --vars FILE             what infra/environments/production asks for, as terraform takes it (.tfvars)
  --state BUCKET          the bucket that holds Terraform's state; it must exist
  --login-providers FILE  the providers that people log in with, as JSON; needed the first time
  --dry-run               print the plan and change nothing
  --yes                   do not ask before the plan is applied`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(): Promise<void> {
  const flags = parse();
  const terraform = terraformIn(resolve(root, 'infra/environments/production'), flags.vars);
  console.log('Bundling the functions and the agent ...');
  await bundleAll(resolve(root, 'dist', 'functions'));
  const agent = await makeImage(root);
  await terraform.init(flags.state);
  if (flags['dry-run']) {
    await terraform.plan();
    return;
  }
  await apply(terraform, flags);
  const { url, downloads, images, console: pages, address } = await terraform.outputs();
  if (!url || !downloads || !images || !pages || !address) {
    throw new Failure('FAILED_PRECONDITION', 'the environment does not say where it is');
  }
  console.log('Publishing the console ...');
  await publishConsole(root, pages);
  const signer = await signerHere();
  console.log("Publishing the agent's image ...");
  const image = await publishImage(agent, `${images}/agent`, signer);
  console.log('Publishing chainctl ...');
  await publishAll(root, downloads, url, signer, image);
  console.log(`Trying ${url} ...`);
  await smokeTest(url, address);
  console.log(`Enforce runs at ${url}`);
}

/** Shows the plan, asks, and carries it out. Secrets come first: without them `auth` does not start. */
async function apply(terraform: Terraform, flags: Flags): Promise<void> {
  const changes = await terraform.plan();
  if (changes && !flags.yes && !(await agreed())) {
    throw new Failure('ABORTED', 'nothing was applied', { next: 'the same command with --yes' });
  }
  const made = await provideSecrets(terraform, flags['login-providers']);
  // A plan from before what was made just now would be refused as stale.
  if (made) await terraform.plan();
  if (changes) await terraform.apply();
  else console.log('Nothing to change.');
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Apply this plan? [y,N]: ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

type Flags = ReturnType<typeof parse>;

function parse() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    vars: text,
    state: text,
    'login-providers': text,
    'dry-run': flag,
    yes: flag,
    help: flag,
  };
  const { vars, state, help, ...rest } = parsed(() => parseArgs({ options }).values);
  if (help) {
    console.log(usage);
    process.exit(0);
  }
  if (vars === undefined || state === undefined) throw unclear('--vars and --state are needed');
  return { ...rest, vars: resolve(vars), state };
}

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unclear(cause instanceof Error ? cause.message : 'bad flags');
  }
}

const unclear = (message: string): Failure =>
  new Failure('INVALID_ARGUMENT', message, { next: 'npm run deploy -- --help' });

try {
  await main();
} catch (error) {
  const failure = asFailure(error);
  const message =
    failure.code === 'INTERNAL' && error instanceof Error ? error.message : failure.message;
  console.error(`Error: ${message}`);
  if (failure.next !== undefined) console.error(`Try: ${failure.next}`);
  process.exit(1);
}
