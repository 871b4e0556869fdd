// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useMemo, useState } from 'react';
import {
  Cell,
  Column,
  ResizableTableContainer,
  Row,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
} from 'react-aria-components';
import { useNarrow } from './narrow.ts';

/** One column of a list. */
export interface ListColumn<T> {
  id: string;
  title: string;
  show: (item: T) => ReactNode;
  /** What the list is sorted by when the column's title is pressed; absent: it cannot be. */
  order?: (item: T) => string | number;
  /** The share of the width that is left; 1 unless told. */
  share?: number;
  /** Only where there is room. */
  wide?: boolean;
}

/** The height of a row, in CSS pixels: rows outside the window are not drawn, so it must be known. */
const rowHeight = 56;
const headingHeight = 40;
/** How many rows are in sight at most; the others are scrolled to. */
const shown = 14;

/**
 * Rows that lead somewhere. However many they are, only those in sight are in the page; arrow keys
 * go through all of them.
 */
export function List<T extends { id: string }>({
  title,
  items,
  columns: every,
  to,
  empty,
}: {
  title: string;
  items: T[];
  columns: ListColumn<T>[];
  to: (item: T) => string;
  empty: ReactNode;
}) {
  const [sort, setSort] = useState<SortDescriptor>();
  const narrow = useNarrow();
  const columns = useMemo(
    () => (narrow ? every.filter(({ wide }) => wide !== true) : every),
    [every, narrow],
  );
  const sorted = useMemo(() => order(items, every, sort), [items, every, sort]);
  if (items.length === 0) return empty;
  return (
    <Virtualizer
      key={String(narrow)}
      layout={TableLayout}
      layoutOptions={{ rowHeight, headingHeight }}
    >
      <ResizableTableContainer
        className="list"
        style={{ height: Math.min(items.length, shown) * rowHeight + headingHeight + 2 }}
      >
        <Table
          aria-label={title}
          {...(sort === undefined ? {} : { sortDescriptor: sort })}
          onSortChange={setSort}
        >
          <TableHeader>
            {columns.map((column, index) => (
              <Column
                key={column.id}
                id={column.id}
                isRowHeader={index === 0}
                allowsSorting={column.order !== undefined}
                defaultWidth={`${column.share ?? 1}fr`}
              >
                {({ sortDirection }) => (
                  <>
                    {column.title}
                    {sortDirection !== undefined && (
                      <span aria-hidden="true">{sortDirection === 'ascending' ? ' ↑' : ' ↓'}</span>
                    )}
                  </>
                )}
              </Column>
            ))}
          </TableHeader>
          {/* Rows are kept as they were drawn until an item is another, or what it is shown by. */}
          <TableBody items={sorted} dependencies={[columns]}>
            {(item) => (
              <Row id={item.id} href={to(item)}>
                {columns.map((column) => (
                  <Cell key={column.id}>{column.show(item)}</Cell>
                ))}
              </Row>
            )}
          </TableBody>
        </Table>
      </ResizableTableContainer>
    </Virtualizer>
  );
}

function order<T>(items: T[], columns: ListColumn<T>[], sort: SortDescriptor | undefined): T[] {
  const by = columns.find(({ id }) => id === sort?.column)?.order;
  if (by === undefined) return items;
  const direction = sort?.direction === 'descending' ? -1 : 1;
  return items.toSorted((a, b) => direction * compare(by(a), by(b)));
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
