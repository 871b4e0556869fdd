// SPDX-License-Identifier: Apache-2.0
// Shows the whole walkthrough on this machine, and stays for a look around. usage: npm run demo
import { parseArgs } from 'node:util';
import { startTutorial, type Tutorial, tutorialParts } from '../test/fixtures/story/tutorial.ts';
import { missing } from '../test/real/build/cache.ts';
import { givenKubeconfig } from '../test/real/cluster/components.ts';
import { environmentOf, terminal } from './demo/terminal.ts';
import { layOut } from './demo/tools.ts';
import { walk } from './demo/walk.ts';

const usage = `usage: npm run demo -- [options]
  --fast  without pauses, and ends at the end (as it does where nobody sits at a terminal)`;

const email = 'ada@example.com';

const fast = flags().fast || !process.stdin.isTTY || !process.stdout.isTTY;
refuseWithout();
const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => over.abort());
}

/** Starts everything, walks through it, stays while somebody looks around, and clears up. */
async function show(): Promise<void> {
  console.log('Starting a platform, a cluster, a registry and a sigstore on this machine …');
  const tutorial = await startTutorial();
  try {
    const forget = await layOut(tutorial);
    try {
      const url = tutorial.home.url;
      await walk(await terminal(deskOf(tutorial)), { url, email, digest: tutorial.digest });
      console.log(invitation(tutorial, await pageOf(tutorial)));
      if (!fast) await ended();
    } finally {
      forget();
    }
  } finally {
    console.log('\nClearing up …');
    await tutorial.close();
  }
}

const deskOf = ({ ada: { folder }, env }: Tutorial) => ({
  folder,
  env: {
    ...env,
    HOME: folder,
    PATH: `${folder}:${process.env['PATH']}`,
    LANG: 'C.UTF-8',
    USER: 'ada',
  },
  read: !fast,
  signal: over.signal,
});

/** The console's page of the cluster. */
async function pageOf({ kubectl, chainctl }: Tutorial): Promise<string> {
  const id = await kubectl('get', 'ns', 'gulfstream', '-o', 'jsonpath={.metadata.uid}');
  return (await chainctl('cluster', 'open', id)).trim();
}

const invitation = ({ ada, env }: Tutorial, page: string): string => `
The same in the console (log in as ${email}):

  ${page}
${fast ? '' : lookAround(environmentOf(ada.folder), env.KUBECONFIG)}`;

const lookAround = (environment: string, kubeconfig: string): string => `
In another terminal, a shell with all that was set here:

  bash --rcfile ${environment}

or only the cluster:

  export KUBECONFIG=${kubeconfig}

Ctrl-C ends everything and forgets it.`;

/** Resolves once somebody has ended it. */
const ended = () =>
  new Promise<void>((resolve) => {
    if (over.signal.aborted) resolve();
    over.signal.addEventListener('abort', () => resolve());
  });

/** Ends with a word on what is missing, or would be in the way. */
function refuseWithout(): void {
  const absent = missing(tutorialParts);
  if (givenKubeconfig() !== undefined) {
    console.error('Error: ENFORCE_KUBECONFIG names a cluster, and the demo wants one of its own');
    console.error('Try: env -u ENFORCE_KUBECONFIG npm run demo');
  } else if (absent.length > 0) {
    console.error(`Error: the parts ${absent.join(', ')} are not built yet`);
    console.error(`Try: npm run build:real -- ${absent.join(' ')}`);
  } else return;
  process.exit(1);
}

function flags() {
  const options = {
    fast: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    const { values } = parseArgs({ options });
    if (!values.help) return values;
    console.log(usage);
    return process.exit(0);
  } catch (cause) {
    console.error(`Error: ${cause instanceof Error ? cause.message : 'bad flags'}\n${usage}`);
    return process.exit(1);
  }
}

let code = 0;
try {
  await show();
} catch (error) {
  code = over.signal.aborted ? 130 : 1;
  if (code === 1) console.error(`Error: ${error instanceof Error ? error.message : String(error)}`);
}
process.exit(code);
