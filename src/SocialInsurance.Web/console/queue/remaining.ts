import type { CaseRow } from '../contracts'

/** An office day as the texts count it: 8 hours. */
const OFFICE_DAY_MINUTES = 480
const DAY_MINUTES = 1_440

export interface Remaining {
  /** `office`: working time as the service counted it; `calendar`: plain time until the deadline, when it did not */
  clock: 'office' | 'calendar'
  isLate: boolean
  days: number
  hours: number
  minutes: number
}

/** Time until the deadline; null while the clock stands still, and where there is none. */
export function remainingOf(row: Pick<CaseRow, 'dueAt' | 'sla' | 'workMinutesLeft'>, nowMs: number): Remaining | null {
  if (row.dueAt === null || row.sla === 'paused' || row.sla === 'none') return null
  const office = typeof row.workMinutesLeft === 'number'
  const left = office ? row.workMinutesLeft! : Math.floor((Date.parse(row.dueAt) - nowMs) / 60_000)
  return parts(left, office ? OFFICE_DAY_MINUTES : DAY_MINUTES, office ? 'office' : 'calendar')
}

function parts(left: number, dayMinutes: number, clock: Remaining['clock']): Remaining {
  const minutes = Math.abs(left)
  return {
    clock,
    isLate: left < 0,
    days: Math.floor(minutes / dayMinutes),
    hours: Math.floor((minutes % dayMinutes) / 60),
    minutes: (minutes % dayMinutes) % 60,
  }
}

/** The two largest units: a deadline in days needs no minutes. */
export function unitsOf(remaining: Remaining): { name: 'days' | 'hours' | 'minutes'; value: number }[] {
  const all = [
    { name: 'days' as const, value: remaining.days },
    { name: 'hours' as const, value: remaining.hours },
    { name: 'minutes' as const, value: remaining.minutes },
  ]
  const first = all.findIndex((unit) => unit.value > 0)
  if (first < 0) return all.slice(2)
  const shown = all.slice(first, first + 2).filter((unit) => unit.value > 0)
  return remaining.days > 0 ? shown.filter((unit) => unit.name !== 'minutes') : shown
}
