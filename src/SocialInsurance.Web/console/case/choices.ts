import { named } from '../../src/language'
import { said } from '../../src/page'
import type { CaseFile } from '../contracts'
import { shortDay, text } from '../texts'
import type { CommandName, Draft, Field } from './commands'
import { rules } from './rules'

export interface Choice {
  code: string
  words: string
}

/** Sources that a person enters, whatever the policy has. */
const BY_HAND = ['document', 'testimony']

/** What a field offers; empty when only a typed code can be given. */
export function choicesOf(command: CommandName, field: Field, file: CaseFile, draft: Draft): Choice[] {
  if (field.options) return field.options.map((code) => ({ code, words: wordsOf(command, field.name, code) }))
  if (field.name === 'source') return sources(file)
  if (field.name === 'legalBasis') return legalBases(command === 'resumption' ? 'resume' : (draft.measure ?? ''), draft.ground ?? '')
  return field.name === 'leadCaseId' ? leads(file) : []
}

function sources(file: CaseFile): Choice[] {
  const offered = rules.value?.sources ?? file.evidence.map((one) => ({ source: one.source, text: one.sourceText }))
  const found = new Map([...BY_HAND.map((code) => [code, named(text.value.options.source, code)] as const), ...offered.map((one) => [one.source, said(one.text)] as const)])
  return [...found].map(([code, words]) => ({ code, words }))
}

function legalBases(measure: string, ground: string): Choice[] {
  return (rules.value?.legalBases ?? [])
    .filter((one) => (!measure || (one.measures as string[]).includes(measure)) && (!ground || one.grounds.includes(ground)))
    .map((one) => ({ code: one.code, words: said(one.text) }))
}

function leads(file: CaseFile): Choice[] {
  return file.related
    .filter((one) => one.relation === 'samePerson' && one.state !== 'closed')
    .map((one) => ({ code: one.caseId, words: `${said(one.kindText)} · ${shortDay(one.openedAt)} · ${one.caseId}` }))
}

// the same member means different things in different commands
function wordsOf(command: CommandName, field: string, code: string): string {
  if (field === 'measure') return named(text.value.measures, code)
  if (field === 'direction') return named(text.value.evidence.directions, code)
  if (field === 'channel') return named(text.value.channels, code)
  return named((text.value.options as Record<string, Record<string, string>>)[command === 'confirmation' && field === 'kind' ? 'meeting' : field] ?? {}, code)
}
