// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import * as z from 'zod';
import type { Document, Documents } from '../../ports/documents/port.ts';
import { oidcModels } from '../../store/collections.ts';
import { fields } from '../../store/kind.ts';
import type { Sealer } from './sealing.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Codes, refresh tokens, device codes and sessions are their ids: only hashes of them are stored. */
const idOf = (model: string, id: string): string => `${model}:${hash(id)}`;
const keyOf = (model: string, id: string) => ({ collection: oidcModels, id: idOf(model, id) });

const payloadShape = z.record(z.string(), z.json());

/**
 * What the OpenID Provider keeps, over the documents port. Models repeat their own id and those of
 * others, so their payloads are sealed.
 */
export const adapterOver = (documents: Documents, sealer: Sealer, clock: () => number) =>
  class DocumentsAdapter implements Adapter {
    model: string;
    constructor(model: string) {
      this.model = model;
    }

    async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      const { grantId, userCode, uid } = payload;
      const value = {
        payload: sealer.seal(JSON.stringify(payload), idOf(this.model, id)),
        ...(expiresIn ? { expires: clock() + expiresIn * 1000 } : {}),
        grantId: grantId && hash(grantId),
        userCode: userCode && hash(userCode),
        uid: uid && hash(uid),
      };
      await documents.put(keyOf(this.model, id), fields(value));
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      return this.#payload(await documents.get(keyOf(this.model, id)));
    }

    findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
      return this.#only({ userCode: hash(userCode) });
    }

    findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return this.#only({ uid: hash(uid) });
    }

    /**
     * Marks as used, once. Of two who race with one refresh token or code the second is refused, and
     * the family ends, as when a used one comes back later (RFC 9700 §4.14.2).
     */
    async consume(id: string): Promise<void> {
      const key = keyOf(this.model, id);
      const { won, grantId } = await documents.transaction(async (transaction) => {
        const document = await transaction.get(key);
        const payload = this.#payload(document);
        if (document === undefined || payload === undefined) return { won: false };
        if (payload.consumed !== undefined) return { won: false, grantId: payload.grantId };
        const consumed = Math.floor(clock() / 1000);
        const used = sealer.seal(JSON.stringify({ ...payload, consumed }), key.id);
        transaction.put(key, { ...document.data, payload: used });
        return { won: true };
      });
      if (won) return;
      // What the winner is about to store dies with the grant.
      if (grantId !== undefined) await documents.delete(keyOf('Grant', grantId));
      if (grantId !== undefined) await this.revokeByGrantId(grantId);
      throw new errors.InvalidGrant(`the ${this.model} was used already`);
    }

    async destroy(id: string): Promise<void> {
      await documents.delete(keyOf(this.model, id));
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      const limit = 100;
      for (;;) {
        const found = await this.#all({ grantId: hash(grantId) }, limit);
        await Promise.all(found.map(({ id }) => documents.delete({ collection: oidcModels, id })));
        if (found.length < limit) return;
      }
    }

    async #only(where: Record<string, string>): Promise<AdapterPayload | undefined> {
      const [found] = await this.#all(where, 1);
      return this.#payload(found);
    }

    #all(where: Record<string, string>, limit: number): Promise<Document[]> {
      const range = { from: `${this.model}:`, before: `${this.model};` };
      return documents.query({ collection: oidcModels, where, ...range, limit });
    }

    #payload(document: Document | undefined): AdapterPayload | undefined {
      if (document === undefined) return undefined;
      const sealed = oidcModels.shape.parse(document.data).payload;
      const text = sealer.open(sealed, document.id);
      return text === undefined ? undefined : payloadShape.parse(JSON.parse(text));
    }
  };
