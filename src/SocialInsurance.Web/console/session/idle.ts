import { onMounted, onUnmounted } from 'vue'

/** The service ends a session after 15 minutes without a call; the page hides what it shows at the same time. */
export const IDLE_MS = 15 * 60_000

/** Nobody has touched the page for so long: it no longer asks by itself, which would keep the session of an empty desk alive. */
export const QUIET_MS = 5 * 60_000

const EVENTS = ['keydown', 'pointerdown', 'wheel'] as const
let touchedAtMs = Date.now()

export function isAttended(nowMs: number = Date.now()): boolean {
  return nowMs - touchedAtMs < QUIET_MS
}

/** Calls back once whenever the desk has been left. */
export function useIdle(leave: () => void) {
  const touch = () => (touchedAtMs = Date.now())
  let timer: number | undefined

  onMounted(() => {
    for (const event of EVENTS) window.addEventListener(event, touch, { passive: true, capture: true })
    timer = window.setInterval(() => Date.now() - touchedAtMs >= IDLE_MS && leave(), 10_000)
  })
  onUnmounted(() => {
    for (const event of EVENTS) window.removeEventListener(event, touch, { capture: true })
    window.clearInterval(timer)
  })
}
