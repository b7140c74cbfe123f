import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { api, ApiFault } from '../api'
import type { CaseCounts, CaseRow } from '../contracts'
import { guarded } from '../session/session'
import { faultText } from '../texts'
import { EVERYTHING, queryOf, type Filter, type Sort } from './filters'
import { PAGE_ROWS, pagesOf, pagesToDrop, type RowWindow } from './rowWindow'

/** The queue as far as it was read: pages of rows come when they are scrolled to. */
export function useQueue() {
  const filter = ref<Filter>(EVERYTHING)
  const sort = ref<Sort>('risk')
  const total = ref(0)
  const counts = shallowRef<CaseCounts | null>(null)
  const problem = ref('')
  const isReading = ref(false)
  const pages = reactive(new Map<number, CaseRow[]>())
  let asking = new Set<number>()
  let current = new AbortController()
  let seen: RowWindow = { first: 0, end: 0 }

  const isEmpty = computed(() => !isReading.value && !problem.value && total.value === 0)

  function row(index: number): CaseRow | null {
    return pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null
  }

  /** Reads what a window of rows lacks. */
  function look(window: RowWindow) {
    seen = window
    for (const page of pagesOf(window)) if (!pages.has(page)) void read(page)
  }

  async function read(page: number) {
    if (asking.has(page)) return
    asking.add(page)
    isReading.value = true
    const [mine, asked] = [current, asking]
    try {
      const answer = await guarded(() => api.queue(queryOf(filter.value, sort.value, page * PAGE_ROWS, PAGE_ROWS), mine.signal))
      if (mine.signal.aborted) return
      keep(page, answer.cases, answer.total)
    } catch (fault) {
      if (!mine.signal.aborted && !(fault instanceof ApiFault && fault.kind === 'signedOut')) problem.value = faultText(fault)
    } finally {
      asked.delete(page)
      if (asked === asking) isReading.value = asked.size > 0
    }
  }

  function keep(page: number, rows: CaseRow[], all: number) {
    problem.value = ''
    total.value = all
    pages.set(page, rows)
    for (const far of pagesToDrop([...pages.keys()], page)) pages.delete(far)
  }

  /** Everything anew: another filter, another order. */
  function restart() {
    current.abort()
    current = new AbortController()
    asking = new Set()
    pages.clear()
    total.value = 0
    void read(0)
  }

  /** What is on the screen again, without a gap; and the counts. */
  function refresh() {
    const shown = pagesOf(seen)
    for (const page of [...pages.keys()]) if (!shown.includes(page)) pages.delete(page)
    for (const page of shown.length ? shown : [0]) void read(page)
    void readCounts()
  }

  async function readCounts() {
    try {
      counts.value = await guarded(() => api.counts())
    } catch {
      // the rows tell what is wrong; old counts stay
    }
  }

  /** Takes over rows that a command changed. */
  function replace(changed: CaseRow) {
    for (const rows of pages.values()) {
      const at = rows.findIndex((one) => one.caseId === changed.caseId)
      if (at >= 0) rows[at] = changed
    }
  }

  watch([filter, sort], restart)
  restart()
  void readCounts()

  return { filter, sort, total, counts, problem, isReading, isEmpty, row, look, refresh, restart, readCounts, replace }
}

export type Queue = ReturnType<typeof useQueue>
