import { day, fill, instant, language } from '../../src/language'
import type { BackPayment } from './contracts'
import { text } from './texts'

export const dayOr = (value: string | null): string => (value ? day(value) : text.value.none)
export const timeOr = (value: string | null): string => (value ? instant(value) : text.value.none)

/** `2026-11-01` as a month. */
export function month(first: string): string {
  const [year = '', number = ''] = first.split('-')
  return language.value === 'en'
    ? new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${year}-${number}-01T00:00:00Z`))
    : `${year}年${Number(number)}月`
}

export function yuan(fen: number): string {
  return new Intl.NumberFormat(language.value, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(fen / 100)
}

/** The last month that was paid later, first day; the payment's own end is the month in which it goes on. */
export function lastMonth({ fromMonth, months }: BackPayment): string {
  const [year = 0, month = 1] = fromMonth.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + Math.max(months, 1) - 1, 1)).toISOString().slice(0, 10)
}

/** What was paid later, in one line of the file. */
export function backPay(paid: BackPayment): string {
  const { case: words } = text.value
  const amount = paid.amountFen === null ? '' : fill(words.backPayAmount, { amount: yuan(paid.amountFen) })
  return fill(words.backPay, { from: month(paid.fromMonth), until: month(lastMonth(paid)), months: String(paid.months) }) + amount
}
