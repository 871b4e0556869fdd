// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** Where the contracts of the ports are tried: a project of Google Cloud, or emulators in its place. */
export interface Place {
  project: string;
  /** The Firestore database. */
  database: string;
  /** Where buckets and keys are made. */
  location: string;
  /** Hosts and ports of what stands in for services; all others are Google's own, with the credentials that are found. */
  emulators?: { firestore?: string; pubsub?: string; storage?: string; kms?: string };
}

const named = z.object({
  ENFORCE_GCP_PROJECT: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
  ENFORCE_GCP_DATABASE: z.string().min(1).default('contracts'),
  ENFORCE_GCP_LOCATION: z.string().min(1).default('europe-west1'),
});

/** The project that the environment names; undefined where it names none. @throws ZodError for a name out of form */
export function namedPlace(environment: NodeJS.ProcessEnv): Place | undefined {
  if (environment['ENFORCE_GCP_PROJECT'] === undefined) return undefined;
  const told = named.parse(environment);
  return {
    project: told.ENFORCE_GCP_PROJECT,
    database: told.ENFORCE_GCP_DATABASE,
    location: told.ENFORCE_GCP_LOCATION,
  };
}
