// The whole file of a case; its C# twin is SocialInsurance.Contracts/Cases/CaseFile.cs.
import type { Both, CaseRow, CaseState, Colour, Measure } from './contracts'

export interface BackPayment {
  fromMonth: string
  untilMonth: string
  months: number
  amountFen: number | null
}

export interface BenefitEvent {
  measure: Measure
  ground: Both
  legalBasis: string
  effectiveMonth: string
  proposedBy: string
  approvedBy: string | null
  recordedAt: string
  backPay: BackPayment | null
}

export interface Benefit {
  state: 'inPayment' | 'suspended' | 'terminated'
  sinceMonth: string | null
  history: BenefitEvent[]
}

export interface Evidence {
  source: string
  sourceText: Both
  occurredOn: string
  direction: 'life' | 'loss' | 'neutral'
  /** percent */
  strength: number | null
  recordPlace: string | null
  summary: string | null
  addedBy: string | null
  recordedAt: string
}

export interface Frame {
  frameId: string
  kind: 'reference' | 'best' | 'challenge'
  action: string | null
  takenAt: string
}

export interface FaceEvidence {
  endedAt: string
  matchScore: number | null
  matchThreshold: number | null
  padScore: number | null
  padThreshold: number | null
  reasons: Both[]
  frames: Frame[]
}

export interface CaseEvent {
  ordinal: number
  type: string
  by: string | null
  recordedAt: string
  text: Both
  detail: string | null
}

export interface Requirement {
  code: string
  text: Both
  isMet: boolean
  metOn?: string | null
}

export interface Proposal {
  measure: Measure
  ground: string
  groundText: Both
  legalBasis: string
  reason: string
  effectiveMonth: string
  proposedBy: string
  proposedAt: string
  requirements: Requirement[]
  before: Both[]
  after: Both[]
}

export interface Notice {
  kind: string
  kindText: Both
  channel: string
  state: string
  queuedAt: string
  sentAt: string | null
}

export interface Related {
  caseId: string
  relation: 'samePerson' | 'joined' | 'appealOf' | 'appealedBy'
  kindText: Both
  colour: Colour
  state: CaseState
  openedAt: string
}

export interface NotAllowed {
  command: string
  code: string
  text: Both
}

/** What the forms offer and the law asks; of GET /api/v1/staff/review-rules only what the forms need. */
export interface ReviewRules {
  legalBases: { code: string; text: Both; measures: Measure[]; grounds: string[] }[]
  sources: { source: string; text: Both }[]
  pauseMaxDays: number
}

export interface CasePerson {
  beneficiaryId: string
  maskedName: string
  maskedDocument: string
  age: number
  divisionCode: string
  dueOn: string
  lastCertifiedOn: string | null
  certifiedUntil: string | null
}

export interface CaseFile {
  case: CaseRow
  person: CasePerson
  benefit: Benefit
  evidence: Evidence[]
  explanation: { outcome: Both; rule: string; policyVersion: string; lines: Both[] } | null
  face: FaceEvidence | null
  events: CaseEvent[]
  proposal: Proposal | null
  notices: Notice[]
  related: Related[]
  /** last parts of the addresses of the commands that may be given now */
  allowed: string[]
  reasons: NotAllowed[]
  /** a wrong finding was put right, and this account may read the letter that says so */
  hasLetter: boolean
}

/** A closed case to judge without seeing how it ended. */
export interface BlindReview {
  caseId: string
  file: CaseFile
}

export interface Identity {
  name: string
  documentNumber: string
  bornOn: string
  phone: string | null
}
