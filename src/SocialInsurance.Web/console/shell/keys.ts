// Every key of the console and what it does; the help overlay and the buttons read the same list.
export type Act =
  | 'next' | 'previous' | 'select' | 'open' | 'back' | 'filter' | 'help'
  | 'assignToMe' | 'assignTo' | 'evidence' | 'contact' | 'investigate' | 'propose' | 'approve' | 'return' | 'note' | 'undo' | 'refresh' | 'reveal'

export interface Key {
  /** as `KeyboardEvent.key` gives it */
  key: string
  act: Act
  where: 'queue' | 'case' | 'both'
}

export const KEYS: Key[] = [
  { key: 'j', act: 'next', where: 'both' },
  { key: 'k', act: 'previous', where: 'both' },
  { key: 'x', act: 'select', where: 'queue' },
  { key: 'Enter', act: 'open', where: 'queue' },
  { key: 'a', act: 'assignToMe', where: 'both' },
  { key: 'A', act: 'assignTo', where: 'both' },
  { key: 'e', act: 'evidence', where: 'case' },
  { key: 'c', act: 'contact', where: 'case' },
  { key: 'i', act: 'investigate', where: 'case' },
  { key: 'p', act: 'propose', where: 'case' },
  { key: 'y', act: 'approve', where: 'case' },
  { key: 'r', act: 'return', where: 'case' },
  { key: 'n', act: 'note', where: 'case' },
  { key: 'u', act: 'undo', where: 'case' },
  { key: 'v', act: 'reveal', where: 'case' },
  { key: 'g', act: 'refresh', where: 'both' },
  { key: '/', act: 'filter', where: 'queue' },
  { key: '?', act: 'help', where: 'both' },
  { key: 'Escape', act: 'back', where: 'both' },
]

export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  /** the keyboard repeats while it is held */
  repeat: boolean
}

export interface Focus {
  page: 'queue' | 'case'
  /** a field takes the letters */
  isTyping: boolean
  /** a dialog or drawer is open and has keys of its own */
  isBehind: boolean
  /** a link or button answers Enter itself */
  isOnControl: boolean
}

// held down, these go on; everything else happens once
const REPEATING: Act[] = ['next', 'previous']

/** What a key means now; null: nothing, the browser has it. */
export function actOf(press: Press, focus: Focus): Act | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || focus.isBehind || focus.isTyping) return null
  const found = KEYS.find((one) => one.key === press.key && (one.where === 'both' || one.where === focus.page))
  if (!found || (press.repeat && !REPEATING.includes(found.act))) return null
  return found.act === 'open' && focus.isOnControl ? null : found.act
}

export function keyFor(act: Act): string {
  return KEYS.find((one) => one.act === act)?.key ?? ''
}
