import { onMounted, ref, shallowRef } from 'vue'
import type { Supervision } from './contracts'
import { localDay, presetPeriod, type Period } from './period'
import { kindOf, readStaff, type FaultKind } from './staffApi'

/** The numbers of a period. A failed reading keeps the last ones and says so; an answer that came too late is dropped. */
export function useSupervision() {
  const period = ref<Period>(presetPeriod('month', localDay(new Date())))
  const answer = shallowRef<Supervision | null>(null)
  const fault = ref<FaultKind | null>(null)
  const isReading = ref(false)
  let round = 0

  async function read() {
    const mine = ++round
    isReading.value = true
    try {
      const found = await readStaff<Supervision>(`/supervision?from=${period.value.from}&until=${period.value.until}`)
      if (mine !== round) return
      answer.value = found
      fault.value = null
    } catch (thrown) {
      if (mine !== round) return
      fault.value = kindOf(thrown)
    }
    isReading.value = false
  }

  function show(next: Period) {
    period.value = next
    void read()
  }

  onMounted(read)
  return { period, answer, fault, isReading, read, show }
}
