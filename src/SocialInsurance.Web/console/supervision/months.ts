import { language } from '../../src/language'

/** `2026-03-01` as a month of the year. */
export function monthName(first: string, withYear = false): string {
  const [year, month] = [first.slice(0, 4), Number(first.slice(5, 7))]
  return language.value === 'en'
    ? new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC', ...(withYear ? { year: 'numeric' } : {}) }).format(new Date(`${first}T00:00:00Z`))
    : `${withYear ? `${year}年` : ''}${month}月`
}
