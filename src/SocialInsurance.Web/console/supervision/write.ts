import { language, percent } from '../../src/language'
import { text } from './texts'

/** A number with at most one decimal; a missing one as a dash. */
export function number(value: number | null, decimals = 1): string {
  return value === null ? text.value.none : new Intl.NumberFormat(language.value, { maximumFractionDigits: decimals }).format(value)
}

export function rate(value: number | null): string {
  return value === null ? text.value.none : percent(value)
}

export function interval(low: number | null, high: number | null, write: (value: number) => string): string {
  return low === null || high === null ? text.value.none : `${write(low)} – ${write(high)}`
}
