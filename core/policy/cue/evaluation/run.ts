// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { limits } from '../limits.ts';
import type { Vertex } from './vertex.ts';

/** One evaluation of a policy on a document: what it has spent, and what it knows so far. */
export class Run {
  private left: number = limits.steps;
  /** Values in the order in which they became known, each after those that it was made of. */
  private known: Vertex[] = [];

  /** @throws Refusal when there are no more steps */
  spend(steps = 1): void {
    this.left -= steps;
    if (this.left < 0) throw new Refusal(`it takes more than ${limits.steps} steps`);
  }

  know(vertex: Vertex): void {
    this.known.push(vertex);
  }

  get mark(): number {
    return this.known.length;
  }

  /** Forgets what became known since: something that it may have been made of has changed. */
  rewind(mark: number): void {
    this.spend(this.known.length - mark);
    for (const vertex of this.known.splice(mark)) vertex.clear();
  }
}
