import { ref } from 'vue'
import { hashOf, parseRoute, type Route } from '../route'

export const route = ref<Route>(parseRoute(window.location.hash))

window.addEventListener('hashchange', () => (route.value = parseRoute(window.location.hash)))

export function go(to: Route) {
  window.location.hash = hashOf(to)
}
