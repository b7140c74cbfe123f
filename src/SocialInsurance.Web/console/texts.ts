import { fill, language, named, type Language } from '../src/language'
import { pageTexts } from '../src/page'
import type { ApiFault } from './api'
import en from './locales/en.json'
import zh from './locales/zh-CN.json'

// the compiler holds both languages to the same keys
const texts: Record<Language, typeof zh> = { 'zh-CN': zh, en }

export const text = pageTexts(texts)

/** What became of a call, in words for the person at the desk. */
export function faultText(fault: unknown): string {
  const { kind, code, text: said, retryAfterSeconds } = fault as Partial<ApiFault>
  if (said) return language.value === 'en' ? said.en : said.zh
  if (kind === 'tooMany') return fill(text.value.faults.tooMany, { seconds: String(retryAfterSeconds ?? 60) })
  const byCode = (text.value.faultCodes as Record<string, string>)[code ?? '']
  return byCode ?? named(text.value.faults, kind ?? 'unavailable')
}

/** yyyy-mm-dd as people at a desk read it: short, aligned. */
export function shortDay(iso: string | null): string {
  return iso ? iso.slice(0, 10) : text.value.none
}

/** The last day of a period, which is stored with the first day that it no longer covers. */
export function lastCoveredDay(until: string | null): string {
  return until ? new Date(Date.parse(until) - 86_400_000).toISOString().slice(0, 10) : text.value.none
}

/** yyyy-mm-01 as a month. */
export function month(iso: string | null): string {
  if (!iso) return text.value.none
  const [year = '', number = ''] = iso.split('-')
  return language.value === 'en' ? `${year}-${number}` : `${year}年${Number(number)}月`
}

/** Local date and time of an instant, of equal width in every row. */
export function stamp(iso: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).formatToParts(new Date(iso))
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`
}

/** Today where the offices are, yyyy-mm-dd. */
export function today(nowMs: number = Date.now()): string {
  return stamp(new Date(nowMs).toISOString()).slice(0, 10)
}

export function money(fen: number): string {
  return new Intl.NumberFormat(language.value, { style: 'currency', currency: 'CNY' }).format(fen / 100)
}
