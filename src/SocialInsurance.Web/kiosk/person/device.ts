// "Remember me on this phone": a P-256 key that cannot leave the browser signs the claim's nonce instead of a code.
// Number and name are kept sealed by a second key of the same kind, so that a copy of the files alone tells nothing.
import { api } from '../api'
import type { Who } from '../api'

const DATABASE = 'sicert'
const STORE = 'device'
const RECORD = 'me'

interface DeviceRecord {
  deviceId: string
  maskedName: string
  signing: CryptoKey
  sealing: CryptoKey
  iv: Uint8Array<ArrayBuffer>
  sealed: ArrayBuffer
}

export interface RememberedPerson {
  deviceId: string
  maskedName: string
  who: Who
}

export function canRemember(): boolean {
  return window.isSecureContext && 'indexedDB' in window && !!crypto.subtle
}

/** Null when nobody is remembered or the record cannot be read. */
export async function rememberedPerson(): Promise<RememberedPerson | null> {
  if (!canRemember()) return null
  try {
    const record = await read()
    if (!record) return null
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: record.iv }, record.sealing, record.sealed)
    const { documentNumber, name } = JSON.parse(new TextDecoder().decode(opened)) as Pick<Who, 'documentNumber' | 'name'>
    return { deviceId: record.deviceId, maskedName: record.maskedName, who: { documentNumber, name, role: 'beneficiary', phone: null } }
  } catch {
    return null
  }
}

/** Makes the keys, registers the public one and keeps the rest here. */
export async function remember(who: Who, maskedName: string): Promise<void> {
  const signing = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const sealing = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const publicKey = await crypto.subtle.exportKey('spki', signing.publicKey)
  const { deviceId } = await api.registerDevice(toBase64Url(new Uint8Array(publicKey)))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const words = new TextEncoder().encode(JSON.stringify({ documentNumber: who.documentNumber, name: who.name }))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, sealing, words)
  await write({ deviceId, maskedName, signing: signing.privateKey, sealing, iv, sealed })
}

/** ECDSA P-256 with SHA-256 over the nonce's bytes; r and s of 32 bytes each, base64url. */
export async function signNonce(nonce: string): Promise<{ deviceId: string; signature: string } | null> {
  const record = await read()
  if (!record) return null
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, record.signing, fromBase64Url(nonce))
  return { deviceId: record.deviceId, signature: toBase64Url(new Uint8Array(signature)) }
}

export async function forgetDevice(): Promise<void> {
  await use('readwrite', (store) => store.delete(RECORD)).catch(() => undefined)
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

const read = () => use<DeviceRecord | undefined>('readonly', (store) => store.get(RECORD))
const write = (record: DeviceRecord) => use('readwrite', (store) => store.put(record, RECORD))

async function use<Answer>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<Answer> {
  const database = await settled<IDBDatabase>(open())
  try {
    return await settled<Answer>(work(database.transaction(STORE, mode).objectStore(STORE)))
  } finally {
    database.close()
  }
}

function open(): IDBOpenDBRequest {
  const request = indexedDB.open(DATABASE, 1)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
  return request
}

function settled<Answer>(request: IDBRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result as Answer))
    request.addEventListener('error', () => reject(request.error ?? new Error('the database gave no reason')))
  })
}
