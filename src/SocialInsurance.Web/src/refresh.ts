import { onMounted, onUnmounted, ref, shallowRef } from 'vue'
import { readOverview, type Overview } from './overview'

const INTERVAL_MS = 30_000
const TIMEOUT_MS = 15_000

/**
 * The overview, read again every 30 s while the page is visible.
 * A failed reading keeps the last numbers and says that they are not fresh.
 */
export function useOverview() {
  const overview = shallowRef<Overview | null>(null)
  const failed = ref(false)
  const loading = ref(true)
  let timer: number | undefined

  async function refresh() {
    window.clearTimeout(timer)
    loading.value = true
    try {
      overview.value = await readOverview(AbortSignal.timeout(TIMEOUT_MS))
      failed.value = false
    } catch {
      failed.value = true
    }
    loading.value = false
    if (!document.hidden) timer = window.setTimeout(refresh, INTERVAL_MS)
  }

  function onVisibility() {
    if (document.hidden) window.clearTimeout(timer)
    else void refresh()
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', onVisibility)
    void refresh()
  })
  onUnmounted(() => {
    document.removeEventListener('visibilitychange', onVisibility)
    window.clearTimeout(timer)
  })

  return { overview, failed, loading, refresh }
}
