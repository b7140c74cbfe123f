import type { AgeBandError, Count, Month } from './contracts'

/** A count as it is written; a hidden one as "<k*", which the page explains. */
export function shown(count: Count, minimum: number, write: (value: number) => string): string {
  return count.value === null ? `<${minimum}*` : write(count.value)
}

export const isHidden = (count: Count) => count.value === null

/** Any count of the months or of the errors that is hidden. */
export function hidesAny(months: readonly Month[], errors: readonly AgeBandError[]): boolean {
  return [...months, ...errors].some((row) => Object.values(row).some((cell) => typeof cell === 'object' && cell !== null && 'value' in cell && cell.value === null))
}

export interface Column {
  month: string
  /** pieces from the ground up, in people; a hidden count has no height */
  pieces: { channel: Channel; from: number; people: number }[]
  total: number
}

export type Channel = 'silent' | 'face' | 'inPerson'
export const channels: readonly Channel[] = ['silent', 'face', 'inPerson']

/** Columns of a chart, oldest first. */
export function columnsOf(months: readonly Month[]): Column[] {
  return [...months].reverse().map((month) => {
    let from = 0
    const pieces = channels.map((channel) => {
      const people = month[channel].value ?? 0
      const piece = { channel, from, people }
      from += people
      return piece
    })
    return { month: month.month, pieces, total: Math.max(from, month.certified.value ?? 0) }
  })
}

/** Round marks of an axis from 0 that reaches over the largest value: 1, 2 or 5 times a power of ten apart, at most `most` steps. */
export function axisMarks(largest: number, most = 5): number[] {
  if (!(largest > 0)) return [0, 1]
  let step = 10 ** Math.floor(Math.log10(largest / most))
  for (const factor of [2, 2.5, 2]) {
    if (largest / step <= most) break
    step *= factor
  }
  const steps = Math.ceil(largest / step - 1e-9)
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** Bands of one measure, youngest first, in the order in which measures come. */
export function byMeasure(errors: readonly AgeBandError[]): AgeBandError[][] {
  const groups = new Map<string, AgeBandError[]>()
  for (const row of errors) groups.set(row.measure, [...(groups.get(row.measure) ?? []), row])
  return [...groups.values()]
}

/** A share so near to 1 that one decimal would hide what is missing: as many decimals (1..4) as the missing part needs. */
export function decimalsOf(share: number): number {
  const missing = 1 - share
  return missing <= 0 ? 0 : Math.min(4, Math.max(1, Math.ceil(-Math.log10(missing) - 2) + 1))
}
