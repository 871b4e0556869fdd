// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { apiVersionOf, type Resource } from './resources.ts';

const texts = z.record(z.string(), z.string()).nullish();

const metadata = z.looseObject({
  name: z.string().default(''),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.number().optional(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  labels: texts,
  annotations: texts,
});

/** Any object of the API, with what all objects have in common. */
export const kubeObject = z.looseObject({
  apiVersion: z.string().default(''),
  kind: z.string().default(''),
  metadata,
});

export type KubeObject = z.infer<typeof kubeObject>;

/** An object as it is sent: its metadata needs no more than a name. */
export interface Sent {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name?: string;
    generateName?: string;
    namespace?: string | undefined;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** `namespace/name`, or the name of what has no namespace. */
export const keyOf = (namespace: string | undefined, name: string): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/** The key of an object. */
export const nameOf = ({ metadata: { namespace, name } }: KubeObject): string =>
  keyOf(namespace, name);

/** Items of a list come without their kind. */
export const named = (resource: Resource, object: KubeObject): KubeObject => ({
  ...object,
  apiVersion: object.apiVersion || apiVersionOf(resource),
  kind: object.kind || resource.kind,
});
