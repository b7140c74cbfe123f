import { pageTexts } from '../src/page'
import en from './locales/en.json'
import zh from './locales/zh-CN.json'

// the compiler holds both languages to the same keys
const texts: Record<'zh-CN' | 'en', typeof zh> = { 'zh-CN': zh, en }

export const text = pageTexts(texts)
