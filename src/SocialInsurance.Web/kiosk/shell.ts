import { ref } from 'vue'
import { keepShell } from '../src/keepShell'

/** What the browser believes of its network; the truth is only known by asking. */
export const online = ref(navigator.onLine)

/** Keeps the shell's static files for the day without a network. A page without the worker works all the same. */
export function registerShell() {
  window.addEventListener('online', () => (online.value = true))
  window.addEventListener('offline', () => (online.value = false))
  keepShell('/kiosk')
}
