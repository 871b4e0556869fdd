// SPDX-License-Identifier: Apache-2.0
import type { DocumentData, DocumentSnapshot, Firestore, Timestamp } from '@google-cloud/firestore';
import * as z from 'zod';
import type { Content } from './content.ts';
import type { Document } from './port.ts';

type Sdk = typeof import('@google-cloud/firestore');

/** The client, and the package that it comes from. */
export interface Connection {
  sdk: Sdk;
  store: Firestore;
}

/** A document as Firestore has it: its JSON, what indexes cover, and for the TTL policy a timestamp. */
export function stored({ sdk }: Connection, { json, indexed, expires }: Content): DocumentData {
  return {
    ...indexed,
    json,
    ...(expires === undefined ? {} : { expireAt: sdk.Timestamp.fromMillis(expires) }),
  };
}

/** What the snapshot holds; undefined if there is no document, or it has expired. */
export function documentOf(snapshot: DocumentSnapshot, now: number): Document | undefined {
  const { id, updateTime } = snapshot;
  const data = snapshot.data();
  if (updateTime === undefined || data === undefined) return undefined;
  const { json, expireAt } = form.parse(data);
  if (expireAt !== undefined && expireAt.toMillis() <= now) return undefined;
  return { id, data: JSON.parse(json), version: versionOf(updateTime) };
}

const form = z.object({
  json: z.string(),
  expireAt: z.custom<Timestamp>((value) => 'toMillis' in Object(value)).optional(),
});

/** Firestore counts in microseconds. */
const versionOf = ({ seconds, nanoseconds }: Timestamp): string =>
  `${seconds}.${nanoseconds / 1_000}`;

/** The time of the write that the version stands for; undefined for one that we never gave. */
export function timeOf({ sdk }: Connection, version: string): Timestamp | undefined {
  const [, seconds, microseconds] = /^(\d{1,11})\.(\d{1,6})$/.exec(version) ?? [];
  if (seconds === undefined) return undefined;
  return new sdk.Timestamp(Number(seconds), Number(microseconds) * 1_000);
}
