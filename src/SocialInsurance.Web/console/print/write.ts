import { day, fill, instant, language } from '../../src/language'
import type { BackPayment } from './contracts'
import { text } from './texts'

export const dayOr = (value: string | null): string => (value ? day(value) : text.value.none)
export const timeOr = (value: string | null): string => (value ? instant(value) : text.value.none)

/** `2026-11-01` as a month. */
export function month(first: string): string {
  const [year = '', number = ''] = first.split('-')
  return language.value === 'en' ? `${year}-${number}` : `${year}年${Number(number)}月`
}

export function yuan(fen: number): string {
  return new Intl.NumberFormat(language.value, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(fen / 100)
}

/** What was paid later, in one line of the file. */
export function backPay(paid: BackPayment): string {
  const { case: words } = text.value
  const amount = paid.amountFen === null ? '' : fill(words.backPayAmount, { amount: yuan(paid.amountFen) })
  return fill(words.backPay, { from: month(paid.fromMonth), until: month(paid.untilMonth), months: String(paid.months) }) + amount
}
