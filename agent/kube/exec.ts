// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Credential } from './access.ts';
import type { KubeconfigExec } from './kubeconfig.ts';

/** The cluster as a plugin that asks for it is told. */
interface Told {
  server: string;
  ca: string | undefined;
  'tls-server-name'?: string | undefined;
  'insecure-skip-tls-verify'?: boolean;
}

const answer = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.looseObject({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.iso.datetime({ offset: true }).optional(),
  }),
});

const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** The most bytes that a plugin may say, and how long it may take, in milliseconds (people log in). */
const limits = { output: 1_048_576, patience: 300_000 };
/** So long before it ends a credential is not used any more, in milliseconds. */
const margin = 30_000;

/**
 * The credential that a plugin of the kubeconfig gives (client-go credential plugins, v1 and v1beta1).
 * It is run once for all who ask at a time, and again when what it gave ends or was refused.
 */
export function plugged(exec: KubeconfigExec, cluster: Told, own: Credential) {
  let kept: { given: Promise<Given>; until: number } | undefined;
  const renew = () => {
    const given = ask(exec, cluster, own);
    const mine = { given, until: Number.POSITIVE_INFINITY };
    kept = mine;
    given.then(
      ({ until }) => {
        mine.until = until;
      },
      () => {
        if (kept === mine) kept = undefined;
      },
    );
    return given;
  };
  return {
    credential: async (): Promise<Credential> => {
      const current = kept !== undefined && kept.until > Date.now() ? kept.given : renew();
      return (await current).credential;
    },
    refused: () => {
      kept = undefined;
    },
  };
}

interface Given {
  credential: Credential;
  until: number;
}

async function ask(exec: KubeconfigExec, cluster: Told, own: Credential): Promise<Given> {
  const wrong = (message: string, cause?: unknown) =>
    new Failure('UNAUTHENTICATED', message, {
      place: exec.command,
      next: 'kubectl auth whoami',
      cause,
    });
  if (!versions.includes(exec.apiVersion)) {
    throw wrong(`the kubeconfig's plugin has an API version that is not known: ${exec.apiVersion}`);
  }
  const interactive = process.stdin.isTTY === true && exec.interactiveMode !== 'Never';
  if (exec.interactiveMode === 'Always' && !interactive) {
    throw wrong("the kubeconfig's plugin needs a terminal");
  }
  const output = await run(exec, info(exec, cluster, interactive), interactive).catch((cause) => {
    throw wrong("the kubeconfig's plugin failed", cause);
  });
  const parsed = answer.safeParse(json(output));
  if (!parsed.success || parsed.data.apiVersion !== exec.apiVersion) {
    throw wrong("the kubeconfig's plugin gave no credential");
  }
  const {
    token,
    clientCertificateData: cert,
    clientKeyData: key,
    expirationTimestamp,
  } = parsed.data.status;
  if (token === undefined && (cert === undefined || key === undefined)) {
    throw wrong("the kubeconfig's plugin gave neither a token nor a certificate");
  }
  const until = expirationTimestamp === undefined ? Infinity : Date.parse(expirationTimestamp);
  const shown = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const certificate = cert !== undefined && key !== undefined ? { certificate: { cert, key } } : {};
  return { credential: { ...own, ...shown, ...certificate }, until: until - margin };
}

/** What a plugin finds in KUBERNETES_EXEC_INFO. */
function info(
  { apiVersion, provideClusterInfo }: KubeconfigExec,
  told: Told,
  interactive: boolean,
) {
  const { server, ca } = told;
  const data = ca === undefined ? undefined : Buffer.from(ca).toString('base64');
  const cluster = {
    server,
    'tls-server-name': told['tls-server-name'],
    'insecure-skip-tls-verify': told['insecure-skip-tls-verify'],
    'certificate-authority-data': data,
  };
  const spec = { interactive, ...(provideClusterInfo ? { cluster } : {}) };
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', spec });
}

function run({ command, args, env }: KubeconfigExec, info: string, interactive: boolean) {
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  return new Promise<string>((resolve, reject) => {
    const child = spawn(command, args ?? [], {
      env: { ...process.env, ...own, KUBERNETES_EXEC_INFO: info },
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
      timeout: limits.patience,
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > limits.output) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ended with ${code ?? signal}`));
    });
  });
}

function json(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
