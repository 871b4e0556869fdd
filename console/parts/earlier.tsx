// SPDX-License-Identifier: Apache-2.0
import { Button } from 'react-aria-components';

/** Goes back in a list that is read page after page; nothing where there is nothing earlier. */
export const Earlier = ({
  in: list,
}: {
  in: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) =>
  list.hasNextPage && (
    <Button
      className="button"
      isDisabled={list.isFetchingNextPage}
      onPress={() => list.fetchNextPage()}
    >
      Earlier
    </Button>
  );
