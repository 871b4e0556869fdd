// SPDX-License-Identifier: Apache-2.0

/**
 * A message: an id for those who must not act twice, attributes to filter by, and bytes. Ids and the
 * values of attributes are well-formed Unicode of at most 1,024 bytes, names of attributes 1 to 100
 * characters of `[A-Za-z0-9._-]` that begin with a letter, not with `goog` or `CloudPubSub`, and not
 * `id`; at most 50 attributes, at most 4 MiB of data.
 */
export interface Message {
  id: string;
  attributes: Record<string, string>;
  data: Uint8Array;
}

/** Acts on a message. Throwing gives it back: it comes again, later. */
export type Consumer = (message: Message) => Promise<void>;

/**
 * Topics with at-least-once delivery: a message may come twice, late, or out of order, and to each
 * subscription on its own. Publishing is awaited before a function answers, since a function loses
 * its processor after that.
 */
export interface Topics {
  /**
   * Resolves when the message is durable, with the broker or where it came from; or rejects and
   * nothing is promised. A message that a subscription failed on several times goes to the topic
   * `<topic>.dead`, with the attribute `subscription`.
   * @throws Failure INVALID_ARGUMENT for a message out of form
   */
  publish(topic: string, message: Message): Promise<void>;
  /** Takes nothing more; waits for what has begun. */
  close(): Promise<void>;
}

/** How a home without a broker hands messages to its functions; a broker has subscriptions of its own. */
export interface Subscriptions {
  /** Delivers the topic's messages from now on to the consumer, until stopped. */
  subscribe(topic: string, subscription: string, consumer: Consumer): () => void;
}
