// Byte strings as the service writes them: see CanonicalWriter (Eligibility/Auditing) and RFC 9162.

/** Hexadecimal, lower case. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Null unless `size` bytes of lower-case hexadecimal. */
export function bytesOfHex(text: unknown, size: number): Uint8Array<ArrayBuffer> | null {
  if (typeof text !== 'string' || text.length !== 2 * size || !/^[0-9a-f]*$/.test(text)) return null
  return Uint8Array.from({ length: size }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16))
}

/** Null unless the one spelling of base64url without padding. */
export function bytesOfBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
  const again = btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  return again === text ? bytes : null
}

/** 8 bytes, big-endian two's complement. */
export function int64(value: number | bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value))
  return bytes
}

/** Each field after its length in 4 bytes, big-endian. */
export function canonical(fields: (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const written = fields.map((field) => (typeof field === 'string' ? new TextEncoder().encode(field) : field))
  const bytes = new Uint8Array(written.reduce((size, field) => size + 4 + field.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const field of written) {
    view.setUint32(at, field.length)
    bytes.set(field, at + 4)
    at += 4 + field.length
  }
  return bytes
}

export async function sha256(...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined))
}

export function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
