import type { ComponentChildren } from "preact";

/** A column: what it is called and what it shows of a row. */
interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** By which the column is sorted, where that is a number. */
  order?: (row: Row) => number;
}

/** A table, on a small screen one row below the other. With its roles told, for there it is no table to a browser. */
export function Table<Row>({
  label,
  columns,
  rows,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  const [first, ...others] = columns;
  return (
    <div class="scroll">
      <table role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, order }) => (
              <th role="columnheader" scope="col" class={order && "number"}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row">
              {first && (
                <th role="rowheader" scope="row" data-order={first.order?.(row)}>
                  {first.cell(row)}
                </th>
              )}
              {others.map(({ title, cell, order }) => (
                <td
                  role="cell"
                  class={order && "number"}
                  data-title={title}
                  data-order={order?.(row)}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
