import { language } from '../src/language'

/** `2026-09-01` as a month, in words. */
export function monthName(first: string): string {
  const [year = '', month = ''] = first.split('-')
  if (language.value !== 'en') return `${year}年${Number(month)}月`
  return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${first}T00:00:00Z`))
}

/** The same for a narrow place. */
export function shortMonth(first: string): string {
  const [year = '', month = ''] = first.split('-')
  return month === '01' ? year : language.value === 'en' ? month : `${Number(month)}月`
}
