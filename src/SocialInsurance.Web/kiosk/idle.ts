import { onMounted, onUnmounted, ref, type Ref } from 'vue'

export interface IdleLimits {
  /** from the last touch to the end */
  limitSeconds: number
  /** the last part of it, with a warning */
  warningSeconds: number
}

/** Seconds left once the warning shows; null before. Calls `over` when nobody touched the page. */
export function useIdle(limits: () => IdleLimits | null, over: () => void): { left: Ref<number | null>; touch: () => void } {
  const left = ref<number | null>(null)
  let lastMs = Date.now()
  let timer: number | undefined

  function touch() {
    lastMs = Date.now()
    left.value = null
  }

  // while it is asked, only the answer counts: the touch that answers must not take the question away
  function stir() {
    if (left.value === null) touch()
  }

  function look() {
    const now = limits()
    if (!now) {
      touch()
      return
    }
    const seconds = Math.ceil(now.limitSeconds - (Date.now() - lastMs) / 1000)
    if (seconds <= 0) {
      touch()
      over()
    } else left.value = seconds <= now.warningSeconds ? seconds : null
  }

  onMounted(() => {
    for (const event of ['pointerdown', 'keydown', 'input'] as const) window.addEventListener(event, stir, { capture: true })
    timer = window.setInterval(look, 500)
  })
  onUnmounted(() => {
    for (const event of ['pointerdown', 'keydown', 'input'] as const) window.removeEventListener(event, stir, { capture: true })
    window.clearInterval(timer)
  })
  return { left, touch }
}
