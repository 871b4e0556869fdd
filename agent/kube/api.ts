// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Access } from './access.ts';
import { type Discovery, discovery } from './discovery.ts';
import { KubeFailure } from './failure.ts';
import { type KubeObject, kubeObject, named, type Sent } from './object.ts';
import { pathOf, type Resource } from './resources.ts';
import { eventsOf, type WatchEvent } from './watch.ts';
import { openWire } from './wire.ts';

/** Which objects of a kind: without a namespace those of all; selectors as kubectl takes them. */
export interface Listing {
  namespace?: string | undefined;
  labels?: string | undefined;
  fields?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Writing {
  /** Checks everything, admission included, and changes nothing. */
  dryRun?: boolean;
  /** The part of the object that is meant, such as `status`. */
  subresource?: string;
}

export interface Applying extends Writing {
  /** Who manages the fields that are applied. */
  manager: string;
  /** Takes fields over that others manage; otherwise those are a failure with reason `Conflict`. */
  force?: boolean;
}

export interface Patching extends Writing {
  namespace?: string | undefined;
  /** The kind of patch: JSON merge patch (RFC 7386) if absent, else JSON patch (RFC 6902). */
  operations?: boolean;
}

export interface Deleting {
  namespace?: string | undefined;
  /** Deletes no other object that has the same name by now. */
  uid?: string;
  dryRun?: boolean;
}

/**
 * The Kubernetes API. Everything throws KubeFailure: what the server says, as one of our codes, or
 * UNAVAILABLE where it does not answer.
 */
export interface Kube extends Discovery {
  access: Access;
  /** The object, or undefined if there is none. */
  get: (resource: Resource, name: string, namespace?: string) => Promise<KubeObject | undefined>;
  /** All objects, page after page. */
  list: (resource: Resource, listing?: Listing) => Promise<KubeObject[]>;
  /** Pages of at most 500 objects; the last one says from where a watch goes on. */
  pages: (resource: Resource, listing?: Listing) => AsyncGenerator<Page>;
  /** What happens from that version on, until the server ends it. */
  watch: (resource: Resource, version: string, listing?: Listing) => AsyncGenerator<WatchEvent>;
  create: (resource: Resource, object: Sent, writing?: Writing) => Promise<KubeObject>;
  /** Writes the whole object; with its resourceVersion only over what was read. */
  replace: (resource: Resource, object: Sent, writing?: Writing) => Promise<KubeObject>;
  /** Server-side apply: creates the object or changes the fields that it has. */
  apply: (resource: Resource, object: Sent, applying: Applying) => Promise<KubeObject>;
  patch: (
    resource: Resource,
    name: string,
    patch: object,
    patching?: Patching,
  ) => Promise<KubeObject>;
  /** Deletes in the background what depends on it too; false if there was nothing. */
  delete: (resource: Resource, name: string, deleting?: Deleting) => Promise<boolean>;
  /** The answer to a GET of any path: JSON parsed, else its text. */
  read: (path: string) => Promise<unknown>;
  close: () => void;
}

export interface Page {
  items: KubeObject[];
  resourceVersion: string;
}

const page = z.object({
  metadata: z.object({ resourceVersion: z.string().default(''), continue: z.string().optional() }),
  items: z
    .array(kubeObject)
    .nullish()
    .transform((items) => items ?? []),
});

/** How long a watch lasts before it is begun anew, in seconds, so that the servers share the load. */
const lasting = () => 240 + Math.floor(Math.random() * 60);

export function openKube(access: Access, userAgent = 'enforce'): Kube {
  const wire = openWire(access, userAgent);
  const read = (path: string, signal?: AbortSignal) => wire.ask({ method: 'GET', path, signal });
  const answered = async (asked: Promise<unknown>): Promise<KubeObject> =>
    kubeObject.parse(await asked);

  async function* pages(resource: Resource, listing: Listing = {}): AsyncGenerator<Page> {
    let token: string | undefined;
    do {
      const query = { ...selected(listing), limit: '500', continue: token };
      const target = pathOf(resource, listing.namespace) + queryOf(query);
      const { items, metadata } = page.parse(await read(target, listing.signal));
      yield {
        items: items.map((item) => named(resource, item)),
        resourceVersion: metadata.resourceVersion,
      };
      token = metadata.continue === '' ? undefined : metadata.continue;
    } while (token !== undefined);
  }
  const at = (resource: Resource, { metadata }: Sent, { subresource }: Writing) =>
    pathOf(resource, metadata.namespace, metadata.name ?? '', ...part(subresource));

  return {
    access,
    ...discovery(read),
    pages,
    get: async (resource, name, namespace) =>
      answered(read(pathOf(resource, namespace, name))).catch(unless404(undefined)),
    list: async (resource, listing) => {
      const items: KubeObject[] = [];
      for await (const page of pages(resource, listing)) items.push(...page.items);
      return items;
    },
    watch: async function* (resource, version, listing = {}) {
      const query = {
        ...selected(listing),
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: version,
        timeoutSeconds: String(lasting()),
      };
      const target = pathOf(resource, listing.namespace) + queryOf(query);
      const asked = { method: 'GET', path: target, signal: listing.signal } as const;
      yield* eventsOf(await wire.follow(asked), access.server);
    },
    create: async (resource, object, writing = {}) => {
      const target =
        writing.subresource === undefined
          ? pathOf(resource, object.metadata.namespace)
          : at(resource, object, writing);
      const path = target + queryOf(dry(writing));
      return answered(wire.ask({ method: 'POST', path, body: object }));
    },
    replace: async (resource, object, writing = {}) => {
      const path = at(resource, object, writing) + queryOf(dry(writing));
      return answered(wire.ask({ method: 'PUT', path, body: object }));
    },
    apply: async (resource, object, applying) => {
      const { manager, force } = applying;
      const query = { ...dry(applying), fieldManager: manager, force: String(force ?? false) };
      const path = at(resource, object, applying) + queryOf(query);
      const body = named(resource, kubeObject.parse(object));
      return answered(wire.ask({ method: 'PATCH', path, body, type: patches.apply }));
    },
    patch: async (resource, name, patch, patching = {}) => {
      const { namespace, subresource, operations } = patching;
      const path = pathOf(resource, namespace, name, ...part(subresource)) + queryOf(dry(patching));
      const type = operations === true ? patches.operations : patches.merge;
      return answered(wire.ask({ method: 'PATCH', path, body: patch, type }));
    },
    delete: async (resource, name, { namespace, uid, dryRun } = {}) => {
      const body = {
        propagationPolicy: 'Background',
        ...(uid === undefined ? {} : { preconditions: { uid } }),
        ...(dryRun === true ? { dryRun: ['All'] } : {}),
      };
      const path = pathOf(resource, namespace, name);
      return wire
        .ask({ method: 'DELETE', path, body })
        .then(() => true)
        .catch(unless404(false));
    },
    read: (path) => read(path),
    close: wire.close,
  };
}

const patches = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  operations: 'application/json-patch+json',
};

const part = (subresource: string | undefined): string[] =>
  subresource === undefined ? [] : [subresource];

const dry = ({ dryRun }: Writing) => ({ dryRun: dryRun === true ? 'All' : undefined });

const selected = ({ labels, fields }: Listing) => ({
  labelSelector: labels,
  fieldSelector: fields,
});

function queryOf(query: { [name: string]: string | undefined }): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

const unless404 =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (error instanceof KubeFailure && error.status === 404) return value;
    throw error;
  };
