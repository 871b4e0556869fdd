// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { type Kube, resources } from '../kube.ts';
import { agentNamespace, serviceAccount } from '../names.ts';

const issued = z.object({ status: z.object({ token: z.string().min(1) }) });

/** How long a token that is asked for lasts, in seconds: it is traded at once. */
const lasting = 600;

/**
 * Tokens of the agent's service account for this audience: out of the file that Kubernetes projects into
 * the pod and keeps fresh, or, without one, asked for. It throws Failure where there is none.
 */
export function accountToken(
  kube: Kube,
  { audience, file }: { audience: string; file?: string | undefined },
): () => Promise<string> {
  if (file !== undefined) {
    return async () => {
      const text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new Failure('NOT_FOUND', 'the token of the service account cannot be read', {
          place: file,
          cause,
        });
      });
      return text.trim();
    };
  }
  return async () => {
    const made = await kube.create(
      resources.serviceAccounts,
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        metadata: { name: serviceAccount, namespace: agentNamespace },
        spec: { audiences: [audience], expirationSeconds: lasting },
      },
      { subresource: 'token' },
    );
    return issued.parse(made).status.token;
  };
}
