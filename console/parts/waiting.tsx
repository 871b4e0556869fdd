// SPDX-License-Identifier: Apache-2.0

/** Something is being read. It is shown after a moment only, so that what is quick does not flicker. */
export const Waiting = () => (
  <p className="waiting" role="status">
    Loading …
  </p>
);
