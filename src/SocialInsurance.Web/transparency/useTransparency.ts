import { onMounted, ref, shallowRef } from 'vue'
import type { Transparency } from './contracts'

const TIMEOUT_MS = 15_000

/** The public numbers, read once; they change with the month. */
export function useTransparency() {
  const answer = shallowRef<Transparency | null>(null)
  const failed = ref(false)

  async function read() {
    failed.value = false
    try {
      const response = await fetch('/api/v1/transparency', { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/json' } })
      if (!response.ok) throw new Error(`expected 200, found ${response.status}`)
      answer.value = (await response.json()) as Transparency
    } catch {
      failed.value = true
    }
  }

  onMounted(read)
  return { answer, failed, read }
}
