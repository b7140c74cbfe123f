import { language } from '../../src/language'

/** `2026-03-01` as a month of the year. */
export function monthName(first: string): string {
  const month = Number(first.slice(5, 7))
  return language.value === 'en'
    ? new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(new Date(`${first}T00:00:00Z`))
    : `${month}月`
}
