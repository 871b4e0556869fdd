// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { KubeFailure } from './failure.ts';
import { type Resource, rootOf } from './resources.ts';

export interface Discovery {
  /** The version of the API server, e.g. `v1.35.4`. */
  version: () => Promise<string>;
  /** The versions of a group that are served, the preferred one first; none if there is no such group. */
  served: (group: string) => Promise<string[]>;
  /** How a kind is served. Asked anew until it is. @throws Failure NOT_FOUND if it is not served */
  resourceOf: (apiVersion: string, kind: string) => Promise<Resource>;
}

const version = z.object({ gitVersion: z.string() });

const group = z.object({
  versions: z.array(z.object({ version: z.string() })),
  preferredVersion: z.object({ version: z.string() }).optional(),
});

const listed = z.object({
  resources: z.array(
    z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean().default(false) }),
  ),
});

/** What an API server serves. What was found is kept: it does not change while it is used. */
export function discovery(read: (path: string) => Promise<unknown>): Discovery {
  const known = new Map<string, Resource>();
  return {
    version: async () => version.parse(await read('/version')).gitVersion,
    served: async (name) => {
      const found = await read(`/apis/${encodeURIComponent(name)}`).catch(absent);
      if (found === undefined) return [];
      const { versions, preferredVersion } = group.parse(found);
      const all = versions.map((each) => each.version);
      const first = preferredVersion?.version;
      return first === undefined ? all : [first, ...all.filter((each) => each !== first)];
    },
    resourceOf: async (apiVersion, kind) => {
      const key = `${apiVersion} ${kind}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const slash = apiVersion.indexOf('/');
      const place = {
        group: apiVersion.slice(0, Math.max(slash, 0)),
        version: apiVersion.slice(slash + 1),
      };
      const found = await read(rootOf(place)).catch(absent);
      const all = found === undefined ? [] : listed.parse(found).resources;
      const one = all.find((each) => each.kind === kind && !each.name.includes('/'));
      if (one === undefined) {
        throw new Failure('NOT_FOUND', `the cluster serves no ${kind} of ${apiVersion}`, {
          next: 'kubectl api-resources',
        });
      }
      const resource = { ...place, kind, plural: one.name, namespaced: one.namespaced };
      known.set(key, resource);
      return resource;
    },
  };
}

function absent(error: unknown): undefined {
  if (error instanceof KubeFailure && error.status === 404) return undefined;
  throw error;
}
