// SPDX-License-Identifier: Apache-2.0

/**
 * What may close a struct: a definition, `close`, or the struct that embeds one. The same group is met
 * wherever the definition's own declarations are, and a group of its own stands for each field below.
 */
export class Group {
  /** Whether the fields that its declarations do not name are refused where the group is met. */
  readonly closes: boolean;
  /** Whether its fields are closed too. */
  private readonly deep: boolean;
  /** The struct that embeds the definition, which is closed instead of the definition alone. */
  readonly frame: Group | undefined;
  private readonly below: Map<string, Group>;
  private readonly embedded = new Map<Group, Group>();

  constructor(
    closes: boolean,
    deep: boolean,
    frame?: Group,
    below: Map<string, Group> = new Map<string, Group>(),
  ) {
    this.closes = closes;
    this.deep = deep;
    this.frame = frame;
    this.below = below;
  }

  /** The group of a field of what this one closes. */
  child(label: string): Group {
    const known = this.below.get(label);
    if (known !== undefined) return known;
    const group = new Group(this.deep, this.deep);
    this.below.set(label, group);
    return group;
  }

  /** The group where it is embedded: the whole embedding struct may have fields of both. */
  within(frame: Group): Group {
    if (!this.closes) return this;
    const known = this.embedded.get(frame) ?? new Group(false, this.deep, frame, this.below);
    this.embedded.set(frame, known);
    return known;
  }
}

/** What the declarations of one group allow in one struct. */
export interface Allowance {
  labels: Set<string>;
  patterns: ((label: string) => boolean)[];
  open: boolean;
  closed: boolean;
  /** What closed it, where it is the struct that embeds definitions; and whether some of these must all hold. */
  closedBy: Set<Group>;
  joined: boolean;
}

export const newAllowance = (closed: boolean): Allowance => ({
  labels: new Set(),
  patterns: [],
  open: false,
  closed,
  closedBy: new Set(),
  joined: false,
});

/** Whether a regular field may be there. */
export const allows = ({ labels, patterns, open, closed }: Allowance, label: string): boolean =>
  !closed || open || labels.has(label) || patterns.some((matches) => matches(label));
