// SPDX-License-Identifier: Apache-2.0

/** How something stands, in a colour, a sign and a word: no two of them are needed to tell. */
export type Tone = 'good' | 'bad' | 'warn' | 'open' | 'quiet';

const signs: Record<Tone, string> = { good: '✓', bad: '✕', warn: '!', open: '○', quiet: '·' };

export const Badge = ({ tone, children }: { tone: Tone; children: string }) => (
  <span className={`badge ${tone}`}>
    <span aria-hidden="true">{signs[tone]}</span> {children}
  </span>
);
