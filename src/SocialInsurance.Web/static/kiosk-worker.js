// Keeps the shell of one page (its document, scripts, styles, voice clips, icons) for the day without a network: of the
// kiosk page, and of the page that checks receipts. Which one, its scope says.
// Never anything under /api: what concerns a person is not written to the device.
const SCOPE = new URL(self.registration.scope).pathname.replace(/\/$/, '')
const PAGE = `${SCOPE}/`
const CACHE = `shell-2${SCOPE}`
const FORMER = /^kiosk-shell-/
const STATIC = /^\/(assets|voice|icons)\/|^\/favicon\.svg$|^\/kiosk\.webmanifest$/

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url)
  if (event.request.method !== 'GET' || address.origin !== self.location.origin) return
  if (event.request.mode === 'navigate' && address.pathname.startsWith(SCOPE)) event.respondWith(pageOf(event.request))
  else if (STATIC.test(address.pathname)) event.respondWith(fileOf(event.request, address.pathname))
})

async function keepShell() {
  const page = await fetch(PAGE, { cache: 'no-store' })
  if (!page.ok) throw new Error(`shell: expected status 200, found ${page.status}`)
  const files = [...(await page.clone().text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1])
  const cache = await caches.open(CACHE)
  await cache.put(PAGE, page)
  await cache.addAll([...new Set(files.filter((file) => STATIC.test(file)))])
}

async function dropOthers() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== CACHE && (name.endsWith(SCOPE) || FORMER.test(name))).map((name) => caches.delete(name)))
}

/** The network's page while there is one, else the kept one; the query is read by the page itself. */
async function pageOf(request) {
  try {
    const page = await fetch(request)
    if (page.ok) await keep(PAGE, page)
    return page
  } catch {
    return (await caches.match(PAGE)) ?? Response.error()
  }
}

/** Files named by their content never change; the others are asked for first. */
async function fileOf(request, path) {
  const kept = await caches.match(path)
  if (kept && path.startsWith('/assets/')) return kept
  try {
    const file = await fetch(request)
    if (file.ok) await keep(path, file)
    return file
  } catch {
    return kept ?? Response.error()
  }
}

async function keep(path, response) {
  const copy = response.clone()
  const cache = await caches.open(CACHE)
  await cache.put(path, copy)
}
