// What the print views read of a case file and of a correction letter; the C# twins are in SocialInsurance.Contracts/Cases.
import type { Both } from '../../src/page'

export interface BackPayment {
  fromMonth: string
  untilMonth: string
  months: number
  amountFen: number | null
}

export interface CaseFile {
  case: {
    caseId: string
    version: number
    kindText: Both
    colour: string
    state: string
    divisionCode: string
    maskedName: string
    assignedTo: string | null
    openedAt: string
    dueAt: string | null
  }
  person: {
    beneficiaryId: string
    maskedName: string
    maskedDocument: string
    age: number
    divisionCode: string
    dueOn: string
    lastCertifiedOn: string | null
    certifiedUntil: string | null
  }
  benefit: {
    state: string
    sinceMonth: string | null
    history: { measure: string; ground: Both; legalBasis: string; effectiveMonth: string; proposedBy: string; approvedBy: string | null; recordedAt: string; backPay: BackPayment | null }[]
  }
  evidence: { source: string; sourceText: Both; occurredOn: string; direction: string; strength: number | null; recordPlace: string | null; summary: string | null; addedBy: string | null; recordedAt: string }[]
  explanation: { outcome: Both; rule: string; policyVersion: string; lines: Both[] } | null
  face: { endedAt: string; matchScore: number | null; matchThreshold: number | null; padScore: number | null; padThreshold: number | null; reasons: Both[] } | null
  events: { ordinal: number; type: string; by: string | null; recordedAt: string; text: Both; detail: string | null }[]
  proposal: Proposal | null
  notices: { kind: string; kindText: Both; channel: string; state: string; queuedAt: string; sentAt: string | null }[]
  related: { caseId: string; relation: string; kindText: Both; state: string; openedAt: string }[]
}

export interface Proposal {
  measure: string
  groundText: Both
  legalBasis: string
  reason: string
  effectiveMonth: string
  proposedBy: string
  proposedAt: string
  requirements: { code: string; text: Both; isMet: boolean; metOn?: string | null }[]
  before: Both[]
  after: Both[]
}

export interface CorrectionLetter {
  authority: string
  letterNumber: string
  name: string
  maskedDocument: string
  correctedOn: string
  paragraphs: Both[]
  backPay: BackPayment | null
  receivers: { receiver: string; state: string; sentAt: string | null; receiverText?: Both | null }[]
}
