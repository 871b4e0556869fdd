// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { Capability } from '../iam/capabilities.ts';
import type { Uidp } from '../iam/uidp.ts';

/** Who may call an endpoint. */
export type Access<Request> =
  /** Anybody, without a token. */
  | { kind: 'public' }
  /** Whoever brings a token that the handler itself judges. */
  | { kind: 'presented' }
  /** Anybody with a token of ours; the handler shows only what the caller's bindings cover. */
  | { kind: 'authenticated' }
  /** Whoever holds all the capabilities at the place that the request names, or above it. */
  | { kind: 'scoped'; capabilities: Capability[]; at: (request: Request) => Uidp }
  /** As `authenticated`, but only what lies where the caller holds the capability is seen. */
  | { kind: 'filtered'; capability: Capability }
  /** The agent of a registered cluster, about that cluster; nobody else, and it calls nothing else. */
  | { kind: 'cluster' };

/** The functions of the service, each deployed alone. */
export type FunctionName =
  | 'auth'
  | 'groups'
  | 'invites'
  | 'roles'
  | 'identities'
  | 'policies'
  | 'clusters'
  | 'events'
  | 'subscriptions'
  | 'desired'
  | 'ingest'
  | 'records'
  | 'associations';

/** What an endpoint is declared from. */
export interface Declaration<In extends z.ZodType, Out extends z.ZodType> {
  /** `<noun>.<verb>`: the operation's name in the contract. */
  id: string;
  function: FunctionName;
  summary: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments, with `{field}` for one segment and `{field=**}` for the rest of the path. */
  path: string;
  /** The whole request as one object: path fields, query fields and body fields together. */
  request: In;
  response: Out;
  /** `*`: the body holds all fields that the path does not; a name: the body is that field. */
  body?: string;
  /** The largest body in bytes as it is sent, where that is not the usual; gzip is taken then. */
  largest?: number;
  access: Access<z.output<In>>;
  /** The type of the CloudEvent that a success writes. */
  event?: string;
}

/** An endpoint as declared once, for server, client, console and reference alike. */
export interface Endpoint<In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType>
  extends Declaration<In, Out> {}

/** Declares an endpoint. */
export const endpoint = <In extends z.ZodType, Out extends z.ZodType>(
  declaration: Declaration<In, Out>,
): Endpoint<In, Out> => declaration;

/** What a caller gives, and what a handler is given, and what it answers. */
export type Given<E> = E extends Endpoint<infer In, z.ZodType> ? z.input<In> : never;
export type Taken<E> = E extends Endpoint<infer In, z.ZodType> ? z.output<In> : never;
export type Answered<E> = E extends Endpoint<z.ZodType, infer Out> ? z.output<Out> : never;
