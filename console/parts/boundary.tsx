// SPDX-License-Identifier: Apache-2.0
import { Component, type ReactNode } from 'react';
import { Problem } from './problem.tsx';

/** Keeps a page that fails to itself: the frame stays, and going elsewhere begins anew. */
export class Boundary extends Component<
  { at: string; children: ReactNode },
  { error?: unknown; at?: string }
> {
  override state: { error?: unknown; at?: string } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps(props: { at: string }, state: { at?: string }) {
    return props.at === state.at ? null : { at: props.at, error: undefined };
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Problem error={error} />;
  }
}
