import { defineAsyncComponent, type Component } from 'vue'
import NotHere from './NotHere.vue'
import PageComes from './PageComes.vue'
import PageMissing from './PageMissing.vue'

const LONGEST_MS = 30_000

// Pages that have folders of their own; a build without one of them says so instead of failing.
const found = import.meta.glob<{ default: Component }>([
  '../supervision/SupervisionPage.vue',
  '../visits/VisitsPage.vue',
  '../print/CasePrint.vue',
  '../print/LetterPrint.vue',
])

function slot(path: string): Component {
  const load = found[path]
  return load ? later(load) : NotHere
}

/** A page whose script has not come says so, and has it fetched again on request. */
function later(load: () => Promise<{ default: Component }>): Component {
  return defineAsyncComponent({ loader: load, loadingComponent: PageComes, errorComponent: PageMissing, delay: 300, timeout: LONGEST_MS })
}

export const SupervisionPage = slot('../supervision/SupervisionPage.vue')
export const VisitsPage = slot('../visits/VisitsPage.vue')

/** Both read what they print by themselves; prop `caseId`. */
export const CasePrint = slot('../print/CasePrint.vue')
export const LetterPrint = slot('../print/LetterPrint.vue')
