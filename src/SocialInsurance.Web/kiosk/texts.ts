import { computed } from 'vue'
import { language } from '../src/language'
import type { Bilingual } from './contracts'
import en from './locales/en.json'
import zh from './locales/zh-CN.json'

// the compiler holds both languages to the same keys
const texts: Record<typeof language.value, typeof zh> = { 'zh-CN': zh, en }

export const text = computed(() => texts[language.value])

/** The reader's language of a text that the server sends in both. */
export function said(both: Bilingual): string {
  return language.value === 'en' ? both.en : both.zh
}
