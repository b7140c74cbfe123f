// The person's side of the service as it is on the wire; the C# twins are SocialInsurance.Contracts/{Claims,Person,Sessions}.
// Days are yyyy-mm-dd, instants ISO 8601.

export interface Bilingual {
  zh: string
  en: string
}

export type ClaimRole = 'beneficiary' | 'helper'
export type StandingState = 'certified' | 'due' | 'notDue' | 'withCaseworker'
export type WayKind = 'window' | 'homeVisit' | 'video'

export interface ClaimOpened {
  claimId: string
  expiresInSeconds: number
  resendAfterSeconds: number
  /** base64url */
  deviceNonce: string
}

export interface Proof {
  code?: string
  deviceId?: string
  /** r and s of 32 bytes each, base64url */
  signature?: string
}

export interface PersonEvidence {
  source: Bilingual
  occurredOn: string
  strength: Bilingual
}

export interface Appointment {
  appointmentId: string
  kind: string
  preferredOn: string | null
  requestedAt: string
}

export interface ReceiptLink {
  receiptId: string
  url: string
}

export interface PersonStatus {
  maskedName: string
  maskedDocument: string
  state: StandingState
  headline: Bilingual
  dueOn: string
  lastCertifiedOn: string | null
  certifiedBy: string | null
  evidence: PersonEvidence[]
  faceConsent: { textVersion: string; givenAt: string } | null
  hasReference: boolean
  attemptsLeft: number
  appointment: Appointment | null
  receipt: ReceiptLink | null
  helperName: string | null
}

export interface Represented {
  linkId: string
  maskedName: string
  kinship: string
  state: StandingState
  dueOn: string
}

export interface RepresentedList {
  helperName: string
  people: Represented[]
}

export interface OtherWay {
  kind: string
  title: Bilingual
  description: Bilingual
}

export interface ConsentText {
  version: string
  title: Bilingual
  paragraphs: Bilingual[]
  otherWays: OtherWay[]
}

export interface Access {
  who: string
  purpose: string
  at: string
  /** while the one who acts may still act */
  linkId?: string | null
  /** null or absent: `who` is a name, `purpose` a partner's own words */
  whoText?: Bilingual | null
  purposeText?: Bilingual | null
}

export interface HeldKind {
  kind: string
  text: Bilingual
  count: number
  since: string | null
  /** day of its erasure where it has one of its own */
  until: string | null
  term: Bilingual
  basis: Bilingual
  /** whether the person may have it erased now */
  erasable: boolean
}

export interface HeldList {
  tableVersion: string
  kinds: HeldKind[]
}

export interface ErasedData {
  faceEnded: boolean
  contacts: number
  devices: number
  feedback: number
  kept: HeldKind[]
}

export interface SessionOpened {
  sessionId: string
  socket: string
  nonce: string
  actions: number
  attempt: number
  framesPerSecond: number
  maximumInFlight: number
  expiresAt: string
}

export interface Wait {
  code: string
  text: Bilingual
  waitSeconds: number
}

export interface SessionReason {
  code: string
  advice: Bilingual
}

export interface SessionResult {
  decision: 'Certified' | 'RetryAllowed' | 'ReferToCaseworker'
  reasons: SessionReason[]
  attempt: number
  attemptsLeft: number
  validUntil: string | null
  receipt: ReceiptLink | null
}

/** Each side 0..1 of the frame's width or height. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface SocketMessage {
  type: 'welcome' | 'guidance' | 'done' | 'refused'
  sequence?: number | null
  nonce?: string | null
  restarted?: boolean | null
  advice?: Bilingual | null
  adviceCode?: string | null
  action?: string | null
  passed?: number | null
  /** 0..1 */
  progress?: number | null
  face?: Box | null
  result?: SessionResult | null
  code?: string | null
}
