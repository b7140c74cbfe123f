// A card reader that types like a keyboard: far faster than a finger, ended by Enter.
import { onMounted, onUnmounted } from 'vue'
import { slipOf, tidyNumber } from './documentNumber'

export interface Card {
  documentNumber: string
  /** empty when the reader gives none */
  name: string
}

const FASTEST_FINGER_MS = 60

/** Collects keys that follow one another within 60 ms. Pure but for its buffer. */
export class WedgeBuffer {
  private keys = ''
  private lastMs = -Infinity

  /** @returns the card when this key ends a burst that holds a number */
  push(key: string, atMs: number): Card | null {
    const fast = atMs - this.lastMs <= FASTEST_FINGER_MS
    this.lastMs = atMs
    if (key === 'Enter') {
      const burst = fast ? this.keys : ''
      this.keys = ''
      return cardOf(burst)
    }
    if (key.length === 1 || key === 'Tab') this.keys = (fast ? this.keys : '') + (key === 'Tab' ? ',' : key)
    return null
  }
}

/** Number first, then perhaps a name; comma, semicolon, bar, tab or blank between them. */
export function cardOf(burst: string): Card | null {
  const [first = '', ...rest] = burst.trim().split(/[,;|\s]+/)
  const documentNumber = tidyNumber(first)
  if (documentNumber.length < 15 || slipOf(documentNumber) !== 'none') return null
  return { documentNumber, name: rest.join(' ').slice(0, 60) }
}

export function useCardReader(onCard: (card: Card) => void) {
  const buffer = new WedgeBuffer()
  function onKey(event: KeyboardEvent) {
    const card = buffer.push(event.key, event.timeStamp)
    if (!card) return
    event.preventDefault()
    event.stopPropagation()
    onCard(card)
  }
  onMounted(() => window.addEventListener('keydown', onKey, { capture: true }))
  onUnmounted(() => window.removeEventListener('keydown', onKey, { capture: true }))
}
