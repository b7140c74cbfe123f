/** Local days yyyy-mm-dd, `until` exclusive, as the service takes them. */
export interface Period {
  from: string
  until: string
}

export type Preset = 'week' | 'month' | 'quarter' | 'year'
export const presets: readonly Preset[] = ['week', 'month', 'quarter', 'year']
const DAYS: Record<Preset, number> = { week: 7, month: 30, quarter: 90, year: 365 }
const DAY = /^\d{4}-\d{2}-\d{2}$/
const LONGEST_DAYS = 1830

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Days from one day to another. */
export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** The day in the agency's time zone, which is not the browser's everywhere. */
export function localDay(now: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now)
}

/** The last n days, today among them. */
export function presetPeriod(preset: Preset, today: string): Period {
  const until = addDays(today, 1)
  return { from: addDays(until, -DAYS[preset]), until }
}

/** The preset that the period is, if it is one. */
export function presetOf(period: Period, today: string): Preset | null {
  return presets.find((preset) => {
    const { from, until } = presetPeriod(preset, today)
    return period.from === from && period.until === until
  }) ?? null
}

export type PeriodSlip = 'none' | 'incomplete' | 'backwards' | 'tooLong'

/** What is wrong with a period as typed: first day and last day, both inclusive. */
export function slipOf(first: string, last: string): PeriodSlip {
  if (!DAY.test(first) || !DAY.test(last)) return 'incomplete'
  const days = daysBetween(first, last)
  if (!(days >= 0)) return 'backwards'
  return days >= LONGEST_DAYS ? 'tooLong' : 'none'
}
