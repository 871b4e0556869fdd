// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import { Conflict, type Document, type Documents } from '../../ports/documents/port.ts';
import { oidcModels } from '../../store/collections.ts';
import { fields } from '../../store/kind.ts';

/** Ids of models are secrets (codes, refresh tokens, sessions): only their hashes are stored. */
const keyOf = (model: string, id: string) => ({
  collection: oidcModels,
  id: `${model}:${createHash('sha256').update(id).digest('hex')}`,
});

const hashed = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : createHash('sha256').update(text).digest('hex');

/** What the OpenID Provider keeps, over the documents port. */
export const adapterOver = (documents: Documents, clock: () => number) =>
  class DocumentsAdapter implements Adapter {
    model: string;
    constructor(model: string) {
      this.model = model;
    }

    async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      const value = {
        payload: z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(payload))),
        ...(expiresIn ? { expires: clock() + expiresIn * 1000 } : {}),
        grantId: payload.grantId,
        userCode: hashed(payload.userCode),
        uid: hashed(payload.uid),
      };
      await documents.put(keyOf(this.model, id), fields(value));
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      return payloadOf(await documents.get(keyOf(this.model, id)));
    }

    findByUserCode(userCode: string) {
      return this.#only({ userCode: hashed(userCode) ?? '' });
    }

    findByUid(uid: string) {
      return this.#only({ uid: hashed(uid) ?? '' });
    }

    /** Marks as used, once: of two who race with one refresh token or code, the second is told. */
    async consume(id: string): Promise<void> {
      await documents.transaction(async (transaction) => {
        const document = await transaction.get(keyOf(this.model, id));
        const payload = payloadOf(document);
        if (document === undefined || payload === undefined) return;
        if (payload.consumed !== undefined) throw new Conflict('changed', this.model);
        const consumed = Math.floor(clock() / 1000);
        const value = { ...document.data, payload: { ...payload, consumed } };
        transaction.put(keyOf(this.model, id), fields(value));
      });
    }

    async destroy(id: string): Promise<void> {
      await documents.delete(keyOf(this.model, id));
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      const query = { collection: oidcModels, where: { grantId }, limit: 1000 };
      const found = await documents.query(query);
      await Promise.all(found.map(({ id }) => documents.delete({ collection: oidcModels, id })));
    }

    async #only(where: Record<string, string>): Promise<AdapterPayload | undefined> {
      const from = `${this.model}:`;
      const query = { collection: oidcModels, where, from, before: `${this.model};`, limit: 1 };
      const [found] = await documents.query(query);
      return payloadOf(found);
    }
  };

function payloadOf(document: Document | undefined): AdapterPayload | undefined {
  return document && oidcModels.shape.parse(document.data).payload;
}
