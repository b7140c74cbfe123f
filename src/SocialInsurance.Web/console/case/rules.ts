import { shallowRef } from 'vue'
import { api } from '../api'
import type { ReviewRules } from '../contracts'
import { guarded } from '../session/session'

/** Read once: the rules change with a release, not while somebody writes. Null until then, and where they cannot be read. */
export const rules = shallowRef<ReviewRules | null>(null)

export async function readRules() {
  if (rules.value) return
  try {
    rules.value = await guarded(() => api.rules())
  } catch {
    // the forms take typed codes then; the service checks them
  }
}
