import { ref, shallowRef } from 'vue'
import { fill } from '../../src/language'
import { api } from '../api'
import type { CaseVersion, CasesAssigned } from '../contracts'
import { say } from '../parts/say'
import { guarded } from '../session/session'
import { faultText, text } from '../texts'

/** Assigns marked cases; what was refused stays marked and is listed with its reason. */
export function useAssignment(after: () => void) {
  const isBusy = ref(false)
  const isAsking = ref(false)
  const result = shallowRef<CasesAssigned | null>(null)

  async function assign(cases: CaseVersion[], to: string | null) {
    if (isBusy.value || cases.length === 0) return
    isBusy.value = true
    try {
      const answer = await guarded(() => api.assign(cases, to))
      isAsking.value = false
      if (answer.refused.length) result.value = answer
      else say('success', fill(text.value.assign.counted, { assigned: String(answer.assigned.length), refused: '0' }))
      after()
    } catch (fault) {
      say('error', faultText(fault))
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, isAsking, result, assign }
}
