/** A chart's numbers as text, ready to be read. The first column names the row. */
export interface Table {
  columns: string[]
  rows: string[][]
}
