// Whether a receipt is what the authority signed, found out on this device: as ReceiptCheck (Eligibility/Receipts) does it.
import { bytesOfHex, canonical, hexOf, int64, same, sha256 } from './bytes'
import { ECDSA_P256, readToken, SM2, type Token } from './receiptToken'

export type Fault = 'none' | 'unreadable' | 'keyUnknown' | 'signatureWrong' | 'proofWrong'

/** A public key of the authority, as `GET /api/v1/receipts/keys` publishes it. */
export interface AuthorityKey {
  keyId: string
  suite: string
  /** SubjectPublicKeyInfo in PEM */
  publicKey: string
}

/** `GET /api/v1/receipts/revocations`. */
export interface RevocationList {
  format: string
  issuedAtMicroseconds: number
  ids: string[]
  suite: number
  keyId: number
  signature: string
}

export interface Found {
  fault: Fault
  /** null when not genuine: a forger's words are not repeated */
  token: Token | null
}

const FILE_FORMAT = 'sicert-receipt/1'
const LIST_FORMAT = 'sicert-revocations/1'
const DECISION_RECORDED = 3
const LONGEST_PATH = 64
const HALF = 32
const SUITE_NAMES: Record<number, string> = { [ECDSA_P256]: 'EcdsaP256Sha256' }
/** SEC 2, section 2.4.2: order of the base point of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const unreadable: Found = { fault: 'unreadable', token: null }

/** Whether this browser can check by itself: its cryptography is there over https and on the own machine only. */
export function canCheckHere(): boolean {
  return globalThis.crypto?.subtle !== undefined
}

/** Null when the receipt is signed by a suite that no browser knows (SM2): then only the service can say. */
export async function checkReceipt(offered: string, keys: AuthorityKey[]): Promise<Found | null> {
  const isFile = offered.trimStart().startsWith('{')
  const file = isFile ? readFile(offered) : null
  const token = isFile ? file?.token : readToken(offered.replace(/\s+/g, ''))
  if (!token) return unreadable
  if (token.suite === SM2 && keys.some((key) => key.keyId === token.keyId)) return null
  const spki = await keyOf(token.suite, token.keyId, keys)
  if (!spki) return { fault: 'keyUnknown', token: null }
  if (!(await verifies(spki, token.signed, token.signature))) return { fault: 'signatureWrong', token: null }
  return file && !(await proves(file, token)) ? { fault: 'proofWrong', token: null } : { fault: 'none', token }
}

/** The revoked ids; null when the list is not one that the authority signed. */
export async function readRevocations(list: RevocationList, keys: AuthorityKey[]): Promise<ReadonlySet<string> | null> {
  const signature = bytesOfHex(list.signature, 2 * HALF)
  const ids = Array.isArray(list.ids) ? list.ids.map((id) => bytesOfHex(String(id).replaceAll('-', ''), 16)) : null
  if (list.format !== LIST_FORMAT || !signature || !ids || !ids.every((id) => id !== null) || !Number.isSafeInteger(list.issuedAtMicroseconds)) return null
  const spki = await keyOf(list.suite, list.keyId.toString(16).padStart(8, '0'), keys)
  const signed = canonical(['receipt-revocations/1', int64(list.suite), int64(list.keyId), int64(list.issuedAtMicroseconds), ...ids])
  return spki && (await verifies(spki, signed, signature)) ? new Set(list.ids) : null
}

interface ReceiptFile {
  token: Token
  entry: { sequence: number; recordedAtMicroseconds: number; kind: number; subject: Uint8Array; payload: Uint8Array }
  path: Uint8Array[]
}

function readFile(text: string): ReceiptFile | null {
  let form: Record<string, unknown>
  try {
    form = JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
  const token = form.format === FILE_FORMAT && typeof form.token === 'string' ? readToken(form.token) : null
  const entry = form.entry as Record<string, unknown> | null | undefined
  const subject = bytesOfHex(entry?.subjectCommitment, 32)
  const payload = bytesOfHex(entry?.payloadDigest, 32)
  const path = Array.isArray(form.proof) && form.proof.length <= LONGEST_PATH ? form.proof.map((sibling) => bytesOfHex(sibling, 32)) : null
  if (!token || !agrees(form.receipt, token) || !subject || !payload || !path?.every((sibling) => sibling !== null)) return null
  const [sequence, recordedAtMicroseconds, kind] = [entry?.sequence, entry?.recordedAtMicroseconds, entry?.kind].map(Number)
  if (![sequence, recordedAtMicroseconds, kind].every(Number.isSafeInteger)) return null
  return { token, entry: { sequence: sequence!, recordedAtMicroseconds: recordedAtMicroseconds!, kind: kind!, subject, payload }, path }
}

/** The plain words of a file are for people without a program: they must be those of the token. */
function agrees(words: unknown, token: Token): boolean {
  const expected: Record<string, unknown> = {
    receiptId: token.receiptId, method: token.method, certifiedOn: token.certifiedOn, validUntil: token.validUntil,
    authority: token.authority, holder: token.holder, auditSequence: token.auditSequence, logSize: token.logSize, rootHash: token.rootHash, keyId: token.keyId,
  }
  const found = (words ?? {}) as Record<string, unknown>
  return Object.keys(found).length === Object.keys(expected).length + 2
    && Object.entries(expected).every(([name, value]) => found[name] === value)
    && found.issuedAt === instantOf(token.issuedAtMicroseconds)
    && (token.suite in SUITE_NAMES ? found.suite === SUITE_NAMES[token.suite] : typeof found.suite === 'string')
}

function instantOf(microseconds: bigint): string {
  const whole = new Date(Number(microseconds / 1000n)).toISOString()
  return whole.replace('Z', `${String(microseconds % 1000n).padStart(3, '0')}Z`)
}

/** Whether the file leads from the entry that the receipt names, a decision, to the root that the receipt names. */
async function proves({ entry, path }: ReceiptFile, token: Token): Promise<boolean> {
  if (entry.sequence !== token.auditSequence || entry.kind !== DECISION_RECORDED) return false
  const bytes = canonical(['audit-entry/1', int64(entry.sequence), int64(entry.recordedAtMicroseconds), int64(entry.kind), entry.subject, entry.payload])
  let hash = await sha256(Uint8Array.of(0), bytes)
  let [node, last] = [token.auditSequence, token.logSize - 1]
  for (const sibling of path) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = await sha256(Uint8Array.of(1), sibling, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)]
    } else {
      hash = await sha256(Uint8Array.of(1), hash, sibling)
    }
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  return last === 0 && hexOf(hash) === token.rootHash
}

/** A key is named by itself: the id is the beginning of its digest, whatever the list says. */
async function keyOf(suite: number, keyId: string, keys: AuthorityKey[]): Promise<CryptoKey | null> {
  for (const key of keys) {
    if (key.keyId !== keyId || key.suite !== SUITE_NAMES[suite]) continue
    const spki = spkiOf(key.publicKey)
    const id = bytesOfHex(keyId, 4)
    if (!spki || !id || !same((await sha256(spki)).subarray(0, 4), id)) continue
    return crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']).catch(() => null)
  }
  return null
}

function spkiOf(pem: string): Uint8Array<ArrayBuffer> | null {
  const base64 = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(pem)?.[1]
  try {
    return base64 ? Uint8Array.from(atob(base64.replace(/\s+/g, '')), (letter) => letter.charCodeAt(0)) : null
  } catch {
    return null
  }
}

/** Of the two values of s only the lower counts: nobody makes a second form of a signature without the key. */
function verifies(key: CryptoKey, signed: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const s = BigInt(`0x${hexOf(signature.subarray(HALF))}`)
  return 2n * s > ORDER ? Promise.resolve(false) : crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, signed)
}
