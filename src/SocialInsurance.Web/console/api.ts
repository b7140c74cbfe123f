import type { Account, AccountCreated, BlindReview, Both, CaseCounts, CaseFile, CaseQueue, CaseVersion, CasesAssigned, Colleague, CounterCode, DeclaredRelative, FactorSetUp, FoundPerson, Identity, NewAccount, RecoveryCodes, ReviewRules, Security, StaffReading } from './contracts'

const ROOT = '/api/v1/staff'
const TIMEOUT_MS = 20_000

export type FaultKind = 'offline' | 'unavailable' | 'signedOut' | 'tooMany' | 'moved' | 'refused'

/** Why a call gave no answer. Holds nothing that was sent. */
export class ApiFault extends Error {
  constructor(
    readonly kind: FaultKind,
    /** HTTP status; 0 when nothing came back */
    readonly status: number,
    /** stable name of the refusal */
    readonly code: string,
    readonly text: Both | null = null,
    /** of a case that moved on: the file as it stands */
    readonly caseFile: CaseFile | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(`${kind} ${status} ${code}`)
  }
}

export const api = {
  session: () => call<Account>('GET', '/session'),
  signIn: (account: string, password: string) => call<Account>('POST', '/sign-in', { account, password }),
  signOut: () => call<null>('POST', '/sign-out', {}),
  changePassword: (current: string, next: string) => call<Account>('POST', '/password', { current, next }),
  showCode: (code: string) => call<Account>('POST', '/sign-in/code', { code }),
  security: () => call<Security>('GET', '/security'),
  beginFactor: (code: string | null) => call<FactorSetUp>('POST', '/factor', { code }),
  confirmFactor: (code: string) => call<RecoveryCodes>('POST', '/factor/confirmation', { code }),
  renewCodes: (code: string) => call<RecoveryCodes>('POST', '/factor/recovery-codes', { code }),
  endSessions: () => call<null>('POST', '/sessions/end', {}),
  queue: (query: string, signal?: AbortSignal) => call<CaseQueue>('GET', `/cases${query && `?${query}`}`, undefined, { signal }),
  counts: () => call<CaseCounts>('GET', '/cases/counts'),
  assign: (cases: CaseVersion[], to: string | null) => call<CasesAssigned>('POST', '/cases/assignments', { cases, to }),
  file: (caseId: string) => call<CaseFile>('GET', casePath(caseId)),
  rules: () => call<ReviewRules>('GET', '/review-rules'),
  /** Most commands answer with the file as it stands then; one that opens another case answers with that. */
  command: (caseId: string, name: string, body: object, key?: string) => call<CaseFile | object>('POST', `${casePath(caseId)}/${name}`, body, { key }),
  reveal: (caseId: string, reason: string) => call<Identity>('POST', `${casePath(caseId)}/identity`, { reason }),
  findPeople: (documentNumber: string) => call<{ people: FoundPerson[] }>('POST', '/people/search', { documentNumber }),
  claimAlive: (beneficiaryId: string) => call<{ caseId: string }>('POST', '/people/alive', { beneficiaryId }),
  counterCode: (beneficiaryId: string) => call<CounterCode>('POST', '/people/counter-code', { beneficiaryId }),
  blindReviews: () => call<{ reviews: BlindReview[] }>('GET', '/blind-reviews'),
  judgeBlind: (caseId: string, conclusion: string, reason: string) =>
    call<null>('POST', `/blind-reviews/${encodeURIComponent(caseId)}`, { conclusion, reason }),
  accounts: () => call<{ accounts: Account[] }>('GET', '/accounts'),
  createAccount: (account: NewAccount) => call<AccountCreated>('POST', '/accounts', account),
  resetAccount: (account: string) => call<AccountCreated>('POST', `/accounts/${encodeURIComponent(account)}/reset`, {}),
  resetFactor: (account: string) => call<{ done: boolean }>('POST', `/accounts/${encodeURIComponent(account)}/factor-reset`, {}),
  closeAccount: (account: string) => call<null>('DELETE', `/accounts/${encodeURIComponent(account)}`),
  relatives: (account: string) => call<{ relatives: DeclaredRelative[] }>('GET', relativesOf(account)),
  declareRelative: (account: string, documentNumber: string) => call<{ relatives: DeclaredRelative[] }>('POST', relativesOf(account), { documentNumber }),
  withdrawRelative: (account: string, beneficiaryId: string) => call<null>('DELETE', relativesOf(account), { beneficiaryId }),
  colleagues: () => call<{ colleagues: Colleague[] }>('GET', '/colleagues'),
  reads: () => call<{ reads: StaffReading[] }>('GET', '/reads'),
}

export function frameAddress(caseId: string, frameId: string): string {
  return `${ROOT}${casePath(caseId)}/frames/${encodeURIComponent(frameId)}`
}

/** For the Idempotency-Key header: 32 hexadecimal digits. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function casePath(caseId: string): string {
  return `/cases/${encodeURIComponent(caseId)}`
}

function relativesOf(account: string): string {
  return `/accounts/${encodeURIComponent(account)}/relatives`
}

interface Extra {
  key?: string | undefined
  signal?: AbortSignal | undefined
}

async function call<Answer>(method: string, path: string, body?: unknown, extra: Extra = {}): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method !== 'GET') {
    // a page of another site cannot send this header: the service asks for it with every write
    headers['x-sicert'] = '1'
    headers['content-type'] = 'application/json'
  }
  if (extra.key) headers['idempotency-key'] = extra.key
  const response = await send(ROOT + path, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    credentials: 'same-origin',
    cache: 'no-store',
    signal: extra.signal ?? AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!response.ok) throw await faultOf(response)
  const answer = await response.text()
  return (answer ? JSON.parse(answer) : null) as Answer
}

async function send(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request)
  } catch {
    throw new ApiFault('offline', 0, 'offline')
  }
}

async function faultOf(response: Response): Promise<ApiFault> {
  const body = (await response.json().catch(() => ({}))) as { code?: string; text?: Both; caseFile?: CaseFile | null }
  const code = typeof body.code === 'string' ? body.code : ''
  const after = Number(response.headers.get('retry-after')) || null
  const moved = body.caseFile ?? null
  return new ApiFault(moved ? 'moved' : kindOf(response.status), response.status, code, body.text ?? null, moved, after)
}

function kindOf(status: number): FaultKind {
  if (status === 401) return 'signedOut'
  if (status === 429) return 'tooMany'
  return status >= 500 ? 'unavailable' : 'refused'
}
