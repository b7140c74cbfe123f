import type { Act } from '../shell/keys'

// The forms of the commands; names and limits are those of SocialInsurance.Contracts/Cases/Commands.cs.
export type CommandName =
  | 'assignment' | 'evidence' | 'contacts' | 'investigation' | 'pause' | 'continuation' | 'notes' | 'proposal' | 'withdrawal'
  | 'approval' | 'return' | 'resumption' | 'notices' | 'closing' | 'reopening' | 'joining' | 'confirmation' | 'appeals'

export interface Field {
  name: string
  kind: 'choice' | 'radio' | 'text' | 'account' | 'long' | 'day' | 'month' | 'money'
  /** codes; their words stand in the locale under fields.NAME.CODE. Absent: the case file gives them */
  options?: string[]
  required: boolean
  minLength?: number
  maxLength?: number
  /** days from today; a day field offers nothing outside */
  fromDay?: number
  untilDay?: number
  initial?: string
}

export interface Command {
  name: CommandName
  act: Act | null
  /** prominent, plain, or behind "more" */
  rank: 'first' | 'plain' | 'more'
  fields: Field[]
  /** an Idempotency-Key names the deed */
  hasKey?: boolean
}

const reason = (min: number, max: number, required = true): Field => ({ name: 'reason', kind: 'long', required, minLength: min, maxLength: max })

export const COMMANDS: Command[] = [
  { name: 'approval', act: 'approve', rank: 'first', fields: [] },
  { name: 'return', act: 'return', rank: 'plain', fields: [reason(1, 1000)] },
  { name: 'withdrawal', act: 'undo', rank: 'plain', fields: [] },
  { name: 'assignment', act: 'assignTo', rank: 'plain', fields: [{ name: 'to', kind: 'account', required: false, maxLength: 64 }] },
  {
    name: 'evidence', act: 'evidence', rank: 'plain', fields: [
      { name: 'source', kind: 'choice', required: true },
      { name: 'direction', kind: 'radio', required: true, options: ['life', 'loss', 'neutral'] },
      { name: 'occurredOn', kind: 'day', required: true, untilDay: 0 },
      { name: 'summary', kind: 'long', required: true, minLength: 1, maxLength: 1000 },
    ],
  },
  {
    name: 'contacts', act: 'contact', rank: 'plain', fields: [
      { name: 'channel', kind: 'choice', required: true, options: ['phone', 'video', 'visit', 'window', 'letter', 'villageOfficer'], initial: 'phone' },
      { name: 'result', kind: 'radio', required: true, options: ['personReached', 'familyConfirmsLife', 'familyConfirmsLoss', 'notReached', 'offered', 'declined'] },
      { name: 'on', kind: 'day', required: true, untilDay: 0, initial: 'today' },
      { name: 'summary', kind: 'long', required: false, maxLength: 1000 },
    ],
  },
  {
    name: 'investigation', act: 'investigate', rank: 'plain', fields: [
      { name: 'established', kind: 'radio', required: true, options: ['alive', 'lossConfirmed', 'undetermined'] },
      { name: 'summary', kind: 'long', required: true, minLength: 10, maxLength: 2000 },
    ],
  },
  {
    name: 'proposal', act: 'propose', rank: 'first', fields: [
      { name: 'measure', kind: 'radio', required: true, options: ['suspend', 'terminate'] },
      { name: 'ground', kind: 'choice', required: true, options: ['death', 'custody', 'duplicateBenefit', 'otherLoss', 'silenceOfData'] },
      { name: 'legalBasis', kind: 'choice', required: true },
      { name: 'effectiveMonth', kind: 'month', required: true, initial: 'nextMonth' },
      { name: 'monthlyAmountFen', kind: 'money', required: false },
      reason(10, 500),
    ],
  },
  {
    name: 'confirmation', act: null, rank: 'plain', hasKey: true, fields: [
      { name: 'kind', kind: 'radio', required: true, options: ['window', 'homeVisit', 'video'] },
      { name: 'place', kind: 'text', required: true, minLength: 1, maxLength: 64 },
      { name: 'metOn', kind: 'day', required: true, fromDay: -30, untilDay: 0, initial: 'today' },
    ],
  },
  {
    name: 'resumption', act: null, rank: 'first', fields: [
      { name: 'ground', kind: 'radio', required: true, options: ['alive', 'reasonOver'] },
      { name: 'legalBasis', kind: 'choice', required: true },
      reason(1, 1000),
    ],
  },
  { name: 'notices', act: null, rank: 'plain', fields: [{ name: 'channel', kind: 'radio', required: true, options: ['sms', 'weChat', 'letter', 'villageOfficer'] }] },
  { name: 'notes', act: 'note', rank: 'plain', fields: [{ name: 'text', kind: 'long', required: true, minLength: 1, maxLength: 1000 }] },
  { name: 'pause', act: null, rank: 'more', fields: [{ name: 'until', kind: 'day', required: true, fromDay: 1, untilDay: 30 }, reason(1, 1000)] },
  { name: 'continuation', act: null, rank: 'more', fields: [] },
  {
    name: 'closing', act: null, rank: 'more', fields: [
      {
        name: 'conclusion', kind: 'choice', required: true,
        options: ['findingRefuted', 'recordOfAnotherPerson', 'certifiedInPerson', 'inspectionPassed', 'inspectionFailed', 'appealUpheld', 'appealGranted'],
      },
      reason(1, 1000),
    ],
  },
  { name: 'joining', act: null, rank: 'more', fields: [{ name: 'leadCaseId', kind: 'choice', required: true }] },
  { name: 'appeals', act: null, rank: 'more', fields: [reason(1, 1000)] },
  { name: 'reopening', act: null, rank: 'more', fields: [reason(1, 1000)] },
]

export type Draft = Record<string, string>

export function commandOf(name: CommandName): Command {
  return COMMANDS.find((one) => one.name === name)!
}

/** Fields that cannot be sent as they are, with why. */
export function slipsOf(command: Command, draft: Draft): Record<string, 'missing' | 'short' | 'long' | 'money'> {
  const slips: Record<string, 'missing' | 'short' | 'long' | 'money'> = {}
  for (const field of command.fields) {
    const value = (draft[field.name] ?? '').trim()
    if (!value) {
      if (field.required) slips[field.name] = 'missing'
    } else if (value.length < (field.minLength ?? 0)) slips[field.name] = 'short'
    else if (value.length > (field.maxLength ?? Infinity)) slips[field.name] = 'long'
    else if (field.kind === 'money' && fenOf(value) === null) slips[field.name] = 'money'
  }
  return slips
}

/** The body as the contract has it; the version is the one that the page has seen. */
export function bodyOf(command: Command, draft: Draft, version: number): Record<string, unknown> {
  const body: Record<string, unknown> = { version }
  for (const field of command.fields) {
    const value = (draft[field.name] ?? '').trim()
    body[field.name] = field.kind === 'money' ? fenOf(value) : value || (field.required || field.kind === 'long' ? value : null)
  }
  return body
}

/** Yuan with at most two decimals as fen; null when empty or not an amount. */
export function fenOf(yuan: string): number | null {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(yuan.replaceAll(',', ''))
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null
}

/** What a form opens with; `today` yyyy-mm-dd in local time. */
export function draftOf(command: Command, today: string): Draft {
  return Object.fromEntries(command.fields.map((field) => [field.name, initialOf(field.initial ?? '', today)]))
}

function initialOf(initial: string, today: string): string {
  if (initial === 'today') return today
  if (initial !== 'nextMonth') return initial
  const [year = 0, month = 1] = today.split('-').map(Number)
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
}
