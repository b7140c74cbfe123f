// The line of text inside the QR code, read as ReceiptToken (Eligibility/Receipts) writes it: one receipt has one token.
import { bytesOfBase64Url, canonical, hexOf, int64 } from './bytes'

const PREFIX = 'SICERT1.'
const LONGEST = 400
const AUTHORITY_AT = 118
const AUTHORITY_MOST = 90
const SIGNATURE_BYTES = 64
const METHODS: Record<number, string> = { 1: 'Silent', 2: 'SelfFace', 3: 'Assisted' }
/** 9999-12-31T23:59:59.999999Z, microseconds since 1970. */
const LAST_INSTANT = 253_402_300_799_999_999n

export const ECDSA_P256 = 1
export const SM2 = 2

export interface Token {
  suite: number
  /** eight hexadecimal digits */
  keyId: string
  receiptId: string
  holder: string
  method: string
  certifiedOn: string
  /** the first day that is no longer covered */
  validUntil: string
  /** since 1970-01-01T00:00Z */
  issuedAtMicroseconds: bigint
  authority: string
  auditSequence: number
  logSize: number
  rootHash: string
  signature: Uint8Array<ArrayBuffer>
  /** what the signature is over */
  signed: Uint8Array<ArrayBuffer>
}

/** Null for anything that is no token; says nothing about the signature. */
export function readToken(line: string): Token | null {
  if (line.length > LONGEST || !line.startsWith(PREFIX)) return null
  const bytes = bytesOfBase64Url(line.slice(PREFIX.length))
  const authorityBytes = bytes?.[AUTHORITY_AT] ?? 0
  if (!bytes || authorityBytes === 0 || authorityBytes > AUTHORITY_MOST || bytes.length !== AUTHORITY_AT + 1 + authorityBytes + SIGNATURE_BYTES) return null

  const view = new DataView(bytes.buffer)
  const authority = textOf(bytes.subarray(AUTHORITY_AT + 1, AUTHORITY_AT + 1 + authorityBytes))
  const method = METHODS[bytes[53]!]
  const certifiedOn = dateOf(view.getInt32(54))
  const validUntil = dateOf(view.getInt32(58))
  const issuedAtMicroseconds = view.getBigInt64(62)
  const [auditSequence, logSize] = [Number(view.getBigInt64(70)), Number(view.getBigInt64(78))]
  if (authority === null || !method || !certifiedOn || !validUntil || certifiedOn >= validUntil) return null
  if (issuedAtMicroseconds <= 0n || issuedAtMicroseconds >= LAST_INSTANT) return null
  if (auditSequence < 0 || auditSequence >= logSize || !Number.isSafeInteger(logSize)) return null

  const suite = bytes[0]!
  return {
    suite,
    keyId: hexOf(bytes.subarray(1, 5)),
    receiptId: hexOf(bytes.subarray(5, 21)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    holder: hexOf(bytes.subarray(21, 53)),
    method, certifiedOn, validUntil, issuedAtMicroseconds, authority, auditSequence, logSize,
    rootHash: hexOf(bytes.subarray(86, 118)),
    signature: bytes.slice(bytes.length - SIGNATURE_BYTES),
    signed: canonical([
      'receipt/1', int64(suite), int64(view.getUint32(1)), bytes.subarray(5, 21), bytes.subarray(21, 53), int64(bytes[53]!),
      int64(view.getInt32(54)), int64(view.getInt32(58)), bytes.subarray(62, 70), authority, bytes.subarray(70, 78), bytes.subarray(78, 86), bytes.subarray(86, 118),
    ]),
  }
}

function dateOf(yyyymmdd: number): string | null {
  const [year, month, day] = [Math.trunc(yyyymmdd / 10_000), Math.trunc(yyyymmdd / 100) % 100, yyyymmdd % 100]
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return null
  const iso = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return day <= new Date(Date.UTC(year > 99 ? year : year + 2000, month, 0)).getUTCDate() ? iso : null
}

function textOf(utf8: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(utf8)
    return /[\u0000-\u001f\u007f-\u009f]/.test(text) ? null : text
  } catch {
    return null
  }
}
