// SPDX-License-Identifier: Apache-2.0
import { type Format, unknownForm } from './format.ts';

/** How one kind of thing is shown in each form. */
export interface Presentation<T> {
  columns: Column<T>[];
  /** Further columns of `wide`; without them `wide` is `table`. */
  more?: Column<T>[];
  id: (item: T) => string;
  /** Where the console shows it: the path behind the console's URL. */
  page?: (item: T) => string;
  tree?: (items: T[]) => string;
}

/** A header and what stands below it. */
export type Column<T> = [header: string, cell: (item: T) => string];

/** Data in the form asked for; `url` needs to know where the console is. */
export async function present<T>(
  what: { items: T[] } | { item: T },
  presentation: Presentation<T>,
  { format, console }: { format: Format; console: string },
): Promise<string> {
  const items = 'items' in what ? what.items : [what.item];
  const whole = 'items' in what ? { items } : what.item;
  const { columns, more = [], id, page, tree } = presentation;
  switch (format) {
    case 'json':
      return JSON.stringify(whole, null, 2);
    case 'yaml':
      return (await import('./yaml.ts')).yamlOf(whole);
    case 'id':
      return items.map(id).join('\n');
    case 'tree':
      if (tree === undefined) throw unknownForm(format);
      return tree(items);
    case 'url':
      if (page === undefined) throw unknownForm(format);
      return items.map((item) => console + page(item)).join('\n');
    case 'table':
      return rows(columns, items);
    case 'wide':
      return rows([...columns, ...more], items);
  }
}

async function rows<T>(columns: Column<T>[], items: T[]): Promise<string> {
  const { table } = await import('./table.ts');
  return table(
    columns.map(([header]) => header),
    items.map((item) => columns.map(([, cell]) => cell(item))),
  );
}
