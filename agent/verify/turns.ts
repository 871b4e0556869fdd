// SPDX-License-Identifier: Apache-2.0

/** How urgent something is: what is new comes before what fails, and that before what passes. */
export type Rank = 0 | 1 | 2;

interface Item {
  lane: string;
  /** When it is due, in milliseconds. */
  due: number;
  rank: Rank;
}

interface Lane {
  tokens: number;
  filledAt: number;
  under: number;
}

/** What one registry is asked at most: readings a second, some more at once, and how many side by side. */
export const budget = { rate: 5, burst: 40, reserve: 10, sideBySide: 8 } as const;

/**
 * Whose turn it is to be read. Each registry has a lane with a steady budget; a part of it is kept for what
 * is new. All times are milliseconds of one clock.
 */
export class Turns {
  readonly #items = new Map<string, Item>();
  readonly #lanes = new Map<string, Lane>();
  readonly #under = new Set<string>();

  /** Puts something into its lane, or changes when it is due. */
  set(id: string, item: Item): void {
    this.#items.set(id, item);
  }

  delete(id: string): void {
    this.#items.delete(id);
  }

  /** Whether it is waiting for its turn, or has it now. */
  has(id: string): boolean {
    return this.#items.has(id) || this.#under.has(id);
  }

  /** Whatever is due and most urgent in a lane that may go: its turn begins now. */
  take(now: number): string | undefined {
    let chosen: [string, Item] | undefined;
    for (const entry of this.#items) {
      const [id, item] = entry;
      if (item.due > now || this.#under.has(id) || !this.#mayGo(item, now)) continue;
      if (chosen === undefined || before(item, chosen[1])) chosen = entry;
    }
    if (chosen === undefined) return undefined;
    const [id, { lane }] = chosen;
    const open = this.#lane(lane, now);
    open.tokens -= 1;
    open.under += 1;
    this.#under.add(id);
    this.#items.delete(id);
    return id;
  }

  /** Its turn is over. */
  end(id: string, lane: string, now: number): void {
    this.#under.delete(id);
    this.#lane(lane, now).under -= 1;
  }

  #mayGo({ lane, rank }: Item, now: number): boolean {
    const { tokens, under } = this.#lane(lane, now);
    const needed = rank === 0 ? 1 : budget.reserve;
    return under < budget.sideBySide && tokens >= needed;
  }

  #lane(name: string, now: number): Lane {
    const lane = this.#lanes.get(name) ?? { tokens: budget.burst, filledAt: now, under: 0 };
    this.#lanes.set(name, lane);
    lane.tokens = Math.min(
      budget.burst,
      lane.tokens + ((now - lane.filledAt) / 1000) * budget.rate,
    );
    lane.filledAt = now;
    return lane;
  }
}

const before = (one: Item, other: Item): boolean =>
  one.rank === other.rank ? one.due < other.due : one.rank < other.rank;
