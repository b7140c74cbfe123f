/** Lets the worker keep a page's static files. A page without it works all the same, as long as there is a network. */
export function keepShell(scope: '/kiosk' | '/verify') {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return
  navigator.serviceWorker.register('/kiosk-worker.js', { scope }).catch(() => undefined)
}
