import type {
  Access, Appointment, ClaimOpened, ClaimRole, ConsentText, ErasedData, HeldList, PersonStatus, Proof, Represented, RepresentedList, SessionOpened, SessionResult, Wait, WayKind,
} from './contracts'

const ROOT = '/api/v1'
const TIMEOUT_MS = 15_000

export type FaultKind = 'offline' | 'unavailable' | 'signedOut' | 'tooMany' | 'wait' | 'refused'

/** Why a call gave no answer. Holds nothing that was sent. */
export class ApiFault extends Error {
  constructor(
    readonly kind: FaultKind,
    /** HTTP status; 0 when nothing came back */
    readonly status: number,
    readonly code: string,
    readonly retryAfterSeconds: number | null = null,
    readonly wait: Wait | null = null,
  ) {
    super(`${kind} ${status} ${code}`)
  }
}

export interface Who {
  documentNumber: string
  name: string
  role: ClaimRole
  /** a helper's own number; null for a beneficiary */
  phone: string | null
}

let leaving = new AbortController()

/** Drops every call under way: an answer for the last person must not reach the next. */
export function abandonCalls() {
  leaving.abort()
  leaving = new AbortController()
}

export const api = {
  /** With a device that will sign, no code is sent. */
  openClaim: (who: Who, deviceId: string | null) => call<ClaimOpened>('POST', '/claims', { ...who, deviceId }),
  prove: (claimId: string, proof: Proof) => call<PersonStatus | RepresentedList>('POST', `/claims/${encodeURIComponent(claimId)}/proof`, proof),
  endClaim: () => call<null>('DELETE', '/claims/current', undefined, { keepalive: true, signal: AbortSignal.timeout(TIMEOUT_MS) }),
  me: () => call<PersonStatus>('GET', '/me'),
  accesses: () => call<{ accesses: Access[] }>('GET', '/me/accesses'),
  held: () => call<HeldList>('GET', '/me/held'),
  /** Everything held about the person, as it is to be saved. */
  copy: () => call<Record<string, unknown>>('POST', '/me/copy', {}),
  eraseMine: () => call<ErasedData>('POST', '/me/erasure', { confirm: true }, { key: newKey() }),
  consentText: () => call<ConsentText>('GET', '/consent-texts/face'),
  giveConsent: (textVersion: string) => call<unknown>('PUT', '/me/consents/face', { textVersion }),
  withdrawConsent: () => call<unknown>('DELETE', '/me/consents/face'),
  represented: () => call<RepresentedList>('GET', '/me/represented'),
  addRepresented: (documentNumber: string, name: string, kinship: string) =>
    call<RepresentedList | Represented>('POST', '/me/represented', { documentNumber, name, kinship }, { key: newKey() }),
  select: (linkId: string) => call<unknown>('POST', `/me/represented/${encodeURIComponent(linkId)}/select`, {}),
  /** Also by the person who no longer wants to be helped. */
  endHelp: (linkId: string) => call<unknown>('DELETE', `/me/represented/${encodeURIComponent(linkId)}`),
  requestAppointment: (kind: WayKind, preferredOn: string | null, key: string) =>
    call<Appointment>('POST', '/me/appointments', { kind, preferredOn }, { key }),
  openSession: (profile: string, key: string) => call<SessionOpened>('POST', '/me/sessions', { profile }, { key }),
  sessionResult: (sessionId: string) => call<SessionResult>('GET', `/me/sessions/${encodeURIComponent(sessionId)}`),
  registerDevice: (publicKey: string) => call<{ deviceId: string }>('POST', '/me/devices', { publicKey }, { key: newKey() }),
  removeDevice: (deviceId: string) => call<unknown>('DELETE', `/me/devices/${encodeURIComponent(deviceId)}`),
}

/** For the Idempotency-Key header: 32 hexadecimal digits. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

interface Extra {
  key?: string
  keepalive?: boolean
  signal?: AbortSignal
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
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
    cache: 'no-store',
    keepalive: extra.keepalive ?? false,
    signal: extra.signal ?? either(leaving.signal, TIMEOUT_MS),
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
  const body = (await response.json().catch(() => ({}))) as Partial<Wait> & { code?: string }
  const code = typeof body.code === 'string' ? body.code : ''
  const after = Number(response.headers.get('retry-after')) || null
  if (typeof body.waitSeconds === 'number' && body.text) return new ApiFault('wait', response.status, code, after, body as Wait)
  return new ApiFault(kindOf(response.status), response.status, code, after)
}

function kindOf(status: number): FaultKind {
  if (status === 401) return 'signedOut'
  if (status === 429) return 'tooMany'
  return status >= 500 ? 'unavailable' : 'refused'
}

// AbortSignal.any is younger than the phones that open this page
function either(first: AbortSignal, milliseconds: number): AbortSignal {
  const both = new AbortController()
  const timer = setTimeout(() => both.abort(), milliseconds)
  first.addEventListener('abort', () => {
    clearTimeout(timer)
    both.abort()
  })
  return both.signal
}
