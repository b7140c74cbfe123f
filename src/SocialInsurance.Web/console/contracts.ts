// What the console reads and sends; the C# twins are SocialInsurance.Contracts/Cases and /Staff. Dates yyyy-mm-dd, instants ISO 8601 UTC.
export * from './caseFile'

export interface Both {
  zh: string
  en: string
}

export type Colour = 'none' | 'blue' | 'yellow' | 'red'
export type CaseState = 'opened' | 'assigned' | 'waiting' | 'proposed' | 'closed'
export type Sla = 'onTime' | 'near' | 'overdue' | 'paused' | 'none'
export type Measure = 'suspend' | 'terminate' | 'resume'

export interface Account {
  account: string
  roles: string[]
  mustChange: boolean
  closed: boolean
  division: string
  team: string
  /** of the asking session: a code of the second factor is awaited, or one must be set up */
  step: 'done' | 'code' | 'setUp'
  hasFactor: boolean
}

export interface FactorSetUp {
  secret: string
  uri: string
  qrSvg: string
}

export interface RecoveryCodes {
  recoveryCodes: string[]
  account: Account
}

export interface Security {
  account: string
  factorRequired: boolean
  factorSince: string | null
  recoveryCodesLeft: number
  resetAskedBy: string | null
  idleMinutes: number
  longestMinutes: number
}

export interface CaseRow {
  caseId: string
  /** number of the case's last event */
  version: number
  kind: string
  kindText: Both
  colour: Colour
  state: CaseState
  divisionCode: string
  maskedName: string
  assignedTo: string | null
  openedAt: string
  dueAt: string | null
  sla: Sla
  escalated: boolean
  proposedMeasure: Measure | null
  proposedBy: string | null
  leadCaseId: string | null
  /** office time until the deadline, negative behind it; absent when the service does not say */
  workMinutesLeft?: number | null
}

export interface CaseQueue {
  total: number
  offset: number
  cases: CaseRow[]
}

export interface CaseCounts {
  open: number
  mine: number
  unassigned: number
  overdue: number
  dueToday: number
  red: number
  yellow: number
  blue: number
  waitingForApproval: number
  appeals: number
  kinds: { kind: string; kindText: Both; open: number }[]
}

export interface CaseVersion {
  caseId: string
  version: number
}

export interface CasesAssigned {
  assigned: CaseVersion[]
  refused: { caseId: string; code: string; text: Both }[]
}

/** Everybody registered under a document; no full name, no full number. */
export interface FoundPerson {
  beneficiaryId: string
  maskedName: string
  maskedDocument: string
  dueOn: string
  lastCertifiedOn: string | null
  certifiedUntil: string | null
}

/** Six digits for the person at the window to type; taken once. */
export interface CounterCode {
  code: string
  expiresInSeconds: number
}

/** A person whose cases the account does not get; names nobody. */
export interface DeclaredRelative {
  beneficiaryId: string
  declaredAt: string
}

export interface Colleague {
  account: string
  team: string
  division: string
}

/** Who looked at whose data. */
export interface StaffReading {
  account: string
  what: string
  subject: string
  reason: string | null
  recordedAt: string
}

export interface NewAccount {
  account: string
  roles: string[]
  division: string
  team: string
  residesIn: string
}

export interface AccountCreated {
  account: string
  oneTimePassword: string
}
