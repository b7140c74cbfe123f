import { computed, reactive } from 'vue'
import type { CaseRow, CaseVersion } from '../contracts'

/** The service takes at most so many in one call. */
export const MOST_SELECTED = 500

/** Marked cases, by id with the version seen; they stay marked while the list scrolls. */
export function useSelection() {
  const marked = reactive(new Map<string, number>())
  const size = computed(() => marked.size)
  const isFull = computed(() => marked.size >= MOST_SELECTED)

  function toggle(row: CaseRow) {
    if (!marked.delete(row.caseId) && marked.size < MOST_SELECTED) marked.set(row.caseId, row.version)
  }

  /** Marks all rows between two positions, as Shift does. */
  function mark(rows: CaseRow[]) {
    for (const row of rows) if (marked.size < MOST_SELECTED) marked.set(row.caseId, row.version)
  }

  const has = (row: CaseRow) => marked.has(row.caseId)
  const clear = () => marked.clear()
  const cases = (): CaseVersion[] => [...marked].map(([caseId, version]) => ({ caseId, version }))

  return { size, isFull, toggle, mark, has, clear, cases }
}
