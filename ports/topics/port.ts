// SPDX-License-Identifier: Apache-2.0

/** A message: an id for those who must not act twice, attributes to filter by, and bytes. */
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
  /** Resolves when the message is durable with the broker, or rejects and nothing is promised. */
  publish(topic: string, message: Message): Promise<void>;
  /**
   * Delivers the topic's messages from now on to the consumer, until stopped. A message that failed
   * `attempts` times goes to the topic named `<topic>.dead` with the attribute `subscription`.
   */
  subscribe(topic: string, subscription: string, consumer: Consumer): () => void;
  /** Waits for deliveries that have begun; starts none. */
  close(): Promise<void>;
}
