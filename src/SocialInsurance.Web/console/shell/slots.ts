import { defineAsyncComponent, type Component } from 'vue'
import NotHere from './NotHere.vue'

// Pages that have folders of their own; a build without one of them says so instead of failing.
const found = import.meta.glob<{ default: Component }>([
  '../supervision/SupervisionPage.vue',
  '../visits/VisitsPage.vue',
  '../print/CasePrint.vue',
  '../print/LetterPrint.vue',
])

function slot(path: string): Component {
  const load = found[path]
  return load ? defineAsyncComponent(load) : NotHere
}

export const SupervisionPage = slot('../supervision/SupervisionPage.vue')
export const VisitsPage = slot('../visits/VisitsPage.vue')

/** Both read what they print by themselves; prop `caseId`. */
export const CasePrint = slot('../print/CasePrint.vue')
export const LetterPrint = slot('../print/LetterPrint.vue')
