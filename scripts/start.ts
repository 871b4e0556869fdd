// SPDX-License-Identifier: Apache-2.0
// Starts the local home and says what to type next.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import open from 'open';
import { platformAt } from '../chainctl/build.ts';
import { asFailure, Failure } from '../core/errors.ts';
import { type LocalHome, type LocalOptions, startLocal } from '../functions/local.ts';
import { loginProviders } from '../functions/login-providers.ts';
import { publish } from './chainctl/publish.ts';
import { ownTarget, type Target, targets } from './chainctl/targets.ts';
import { builtConsole } from './console/build.ts';

const usage = `usage: npm start -- [options]
  --port N            the loopback port (8080)
  --data DIR          the folder that holds everything (.enforce)
  --listen ADDR:PORT  a second listener: for clusters on this machine, or with --public-url for everybody
  --public-url URL    the URL under which others reach this home: issuer and audience
  --tls-cert FILE     with --tls-key FILE: the second listener speaks TLS
  --downloads WHICH   for which machines chainctl is built: all, own (this one) or none (all)
  --no-open           do not open a browser`;

async function main(): Promise<void> {
  const flags = parse();
  const [own, others] = wanted(flags.downloads);
  const home = await startLocal({ ...optionsOf(flags), console: pages() });
  let ending: Promise<unknown> | undefined;
  const end = () => {
    ending ??= home.close().finally(() => process.exit(0));
    return ending;
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  const scratch = resolve(flags.data, 'build');
  const built = own !== undefined && (await buildFor(home, own, scratch));
  console.log(
    invitation(home, built, flags['public-url'] === undefined ? flags.listen : undefined),
  );
  void buildAll(home, others, scratch);
  if (!flags['no-open'] && process.stdout.isTTY && display()) {
    await open(home.url).catch(() => undefined);
  }
}

/** The built console; that it cannot be built is said, and no reason to stop. */
async function pages(): Promise<string | undefined> {
  try {
    return await builtConsole(root, join(root, 'dist', 'console'));
  } catch (error) {
    console.error(`the console was not built: ${firstLine(error)}`);
    return undefined;
  }
}

/** This machine's chainctl, which is waited for, and those of the others. */
function wanted(which: string): [own: Target | undefined, others: Target[]] {
  const own = ownTarget();
  const others = targets.filter(({ file }) => file !== own?.file);
  if (which === 'all') return [own, others];
  if (which === 'own') return [own, []];
  if (which === 'none') return [undefined, []];
  throw new Failure('INVALID_ARGUMENT', '--downloads wants all, own or none');
}

/** Builds chainctl for one kind of machine; that it cannot is said, and no reason to stop. */
async function buildFor({ service }: LocalHome, target: Target, scratch: string): Promise<boolean> {
  try {
    await publish(root, service.blobs, platformAt(service.issuer), target, scratch);
    return true;
  } catch (error) {
    console.error(`chainctl was not built for ${target.name}: ${firstLine(error)}`);
    return false;
  }
}

const firstLine = (error: unknown): string | undefined =>
  error instanceof Error ? error.message.split('\n', 1)[0] : String(error);

async function buildAll(home: LocalHome, others: Target[], scratch: string): Promise<void> {
  for (const target of others) await buildFor(home, target, scratch);
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string', default: '.enforce' },
        listen: { type: 'string' },
        'public-url': { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        downloads: { type: 'string', default: 'all' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new Failure('INVALID_ARGUMENT', cause instanceof Error ? cause.message : 'bad flags', {
      next: 'npm start -- --help',
    });
  }
}

function optionsOf(flags: ReturnType<typeof parse>): LocalOptions {
  if (flags.help) {
    console.log(usage);
    process.exit(0);
  }
  const publicUrl = flags['public-url']?.replace(/\/$/, '');
  if (publicUrl !== undefined && !/^https?:\/\/[^/]+$/.test(publicUrl)) {
    throw new Failure('INVALID_ARGUMENT', '--public-url must be scheme and host, without a path');
  }
  if (flags.listen === undefined && publicUrl !== undefined) {
    throw new Failure('INVALID_ARGUMENT', '--public-url wants --listen ADDR:PORT');
  }
  return {
    data: flags.data,
    port: portOf(flags.port),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(flags.listen === undefined ? {} : { outside: outsideOf(flags.listen, flags) }),
    loginProviders: loginProviders(process.env['ENFORCE_LOGIN_PROVIDERS']),
    log: (entry) => {
      const wrong = 'severity' in entry && entry.severity === 'ERROR';
      if (wrong || process.env['ENFORCE_LOG'] === '1') console.error(JSON.stringify(entry));
    },
  };
}

function outsideOf(address: string, flags: ReturnType<typeof parse>) {
  const found = /^(.+):(\d+)$/.exec(address);
  if (found?.[1] === undefined) {
    throw new Failure('INVALID_ARGUMENT', '--listen wants ADDR:PORT, e.g. 0.0.0.0:8443');
  }
  const outside = { host: found[1].replace(/^\[|\]$/g, ''), port: portOf(found[2] ?? '') };
  const { 'tls-cert': cert, 'tls-key': key } = flags;
  if (cert === undefined && key === undefined) return outside;
  if (cert === undefined || key === undefined) {
    throw new Failure('INVALID_ARGUMENT', '--tls-cert and --tls-key go together');
  }
  return { ...outside, tls: { cert: readFileSync(cert), key: readFileSync(key) } };
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is not a port`);
}

const display = (): boolean =>
  process.platform !== 'linux' ||
  Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? process.env['BROWSER']);

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const invitation = (
  { url, service }: LocalHome,
  built: boolean,
  clusters: string | undefined,
): string => `
Enforce runs at ${url}${service.audience === url ? '' : ` and ${service.audience}`}.
${clusters === undefined ? '' : `Clusters on this machine reach it at ${clusters}.\n`}In a browser that is the console. In another terminal:

${built ? walkthrough(service.issuer) : '  (without a chainctl to download)'}

Ctrl-C ends it; npm start goes on where it was.
`;

/** The walkthrough's first steps, with the addresses of this home. */
const walkthrough = (url: string): string => `  export BASE_URL="${url}/downloads"
  wget -O chainctl "$BASE_URL/chainctl_$(uname -s)_$(uname -m)"
  chmod +x chainctl
  alias chainctl=$PWD/chainctl
  chainctl version
  chainctl auth login
  chainctl iam groups create tutorial-group --no-parent`;

try {
  await main();
} catch (error) {
  const { message, next } = asFailure(error);
  console.error(
    `Error: ${error instanceof Error && !(error instanceof Failure) ? error.message : message}`,
  );
  if (next !== undefined) console.error(`Try: ${next}`);
  process.exit(1);
}
