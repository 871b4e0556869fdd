// SPDX-License-Identifier: Apache-2.0
import { Link } from 'wouter';
import { Page } from '../parts/page.tsx';

/** No page has this address. */
export const NotFound = () => (
  <Page title="There is nothing here">
    <p>
      No page has this address. <Link to="/">The overview</Link> has all that you can see.
    </p>
  </Page>
);
