import type { StaffReading } from '../contracts'

/** What staff look at; the service spells them. */
export const KINDS = ['caseFile', 'identity', 'frames', 'search', 'log'] as const

/** Whether a line holds the words, in account, person or reason, and is of the kind; empty: no limit. */
export function fits(one: StaffReading, words: string, kind: string): boolean {
  const wanted = words.trim().toLowerCase()
  return (!kind || one.what === kind) && (!wanted || [one.account, one.subject, one.reason ?? ''].some((part) => part.toLowerCase().includes(wanted)))
}
