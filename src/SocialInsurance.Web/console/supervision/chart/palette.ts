import { onMounted, onUnmounted, shallowRef } from 'vue'

/** Colours of the page's tokens, for a canvas that knows no CSS. */
export interface Palette {
  ink: string
  soft: string
  line: string
  card: string
  teal: string
  amber: string
  red: string
  blue: string
  grey: string
  /** a phone: short names, legends of several rows */
  isNarrow: boolean
}

const NARROW = '(max-width: 600px)'
const TOKENS: Record<Exclude<keyof Palette, 'isNarrow'>, string> = {
  ink: '--ink',
  soft: '--ink-soft',
  line: '--line',
  card: '--card',
  teal: '--certified',
  amber: '--face',
  red: '--review',
  blue: '--blue',
  grey: '--not-due',
}

/** The palette, read again when the reader's colour scheme or the window's width class changes. */
export function usePalette() {
  const queries = ['(prefers-color-scheme: dark)', NARROW].map((query) => window.matchMedia(query))
  const palette = shallowRef(read())
  const refresh = () => {
    palette.value = read()
  }
  onMounted(() => queries.forEach((query) => query.addEventListener('change', refresh)))
  onUnmounted(() => queries.forEach((query) => query.removeEventListener('change', refresh)))
  return palette
}

function read(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colours = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]))
  return { ...colours, isNarrow: window.matchMedia(NARROW).matches } as Palette
}
