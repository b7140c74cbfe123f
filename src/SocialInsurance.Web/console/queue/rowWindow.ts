/** Rows fetched in one call. */
export const PAGE_ROWS = 200

/** Pages kept; 20 x 200 rows are more than anybody scrolls back. */
export const KEPT_PAGES = 20

export interface RowWindow {
  /** first row to draw, from 0 */
  first: number
  /** row behind the last one to draw */
  end: number
}

/** The rows to draw for a scroll position, with some above and below so that scrolling shows no gap. */
export function rowWindow(scrollTop: number, viewHeight: number, rowHeight: number, total: number, spare = 8): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare)
  const end = Math.min(total, Math.ceil((scrollTop + viewHeight) / rowHeight) + spare)
  return { first: Math.min(first, total), end: Math.max(end, Math.min(first, total)) }
}

/** Numbers of the pages that hold the rows of a window. */
export function pagesOf(window: RowWindow): number[] {
  if (window.end <= window.first) return []
  const first = Math.floor(window.first / PAGE_ROWS)
  const last = Math.floor((window.end - 1) / PAGE_ROWS)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** Where to scroll so that a row is seen whole; the present position when it is. */
export function scrollTo(row: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = row * rowHeight
  if (top < scrollTop) return top
  return top + rowHeight > scrollTop + viewHeight ? top + rowHeight - viewHeight : scrollTop
}

/** Pages far from the one asked for last are forgotten first. */
export function pagesToDrop(kept: number[], around: number, limit = KEPT_PAGES): number[] {
  return [...kept].sort((one, other) => Math.abs(other - around) - Math.abs(one - around)).slice(0, Math.max(0, kept.length - limit))
}
