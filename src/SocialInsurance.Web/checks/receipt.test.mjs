// The page's own check of receipts against one that the service signed for an invented person (checks/sample.receipt.json).
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { checkReceipt, readRevocations } from '../verify/receiptCheck.ts'

const file = await readFile(new URL('sample.receipt.json', import.meta.url), 'utf8')
const sample = JSON.parse(file)
const keys = [{ keyId: sample.receipt.keyId, suite: sample.receipt.suite, publicKey: sample.publicKey }]
const faultOf = async (offered, of = keys) => (await checkReceipt(offered, of)).fault
const changed = (change) => {
  const copy = JSON.parse(file)
  change(copy)
  return JSON.stringify(copy)
}
const other = (letter) => (letter === 'A' ? 'B' : 'A')

test('sample_is_genuine_as_a_line_and_as_a_file', async () => {
  const found = await checkReceipt(sample.token, keys)
  assert.equal(found.fault, 'none')
  assert.equal(found.token.certifiedOn, sample.receipt.certifiedOn)
  assert.equal(found.token.authority, sample.receipt.authority)
  assert.equal(await faultOf(file), 'none')
  assert.equal(await faultOf(` ${sample.token.slice(0, 100)}\n${sample.token.slice(100)} `), 'none')
})

test('every_changed_character_of_the_line_is_refused', async () => {
  for (let at = 0; at < sample.token.length; at++) {
    const forged = sample.token.slice(0, at) + other(sample.token[at]) + sample.token.slice(at + 1)
    assert.notEqual(await faultOf(forged), 'none', `character ${at}`)
  }
})

test('other_spellings_and_lengths_are_refused', async () => {
  for (const forged of ['', '{', '{}', 'null', `${sample.token}=`, `${sample.token}A`, sample.token.slice(0, -1), sample.token.toLowerCase(), 'SICERT1.', 'A'.repeat(60_000)]) {
    assert.equal(await faultOf(forged), 'unreadable', forged.slice(0, 20))
  }
})

test('second_form_of_the_signature_is_refused', async () => {
  const bytes = Buffer.from(sample.token.slice(8), 'base64url')
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const s = BigInt(`0x${bytes.subarray(-32).toString('hex')}`)
  Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex').copy(bytes, bytes.length - 32)
  assert.equal(await faultOf(`SICERT1.${bytes.toString('base64url')}`), 'signatureWrong')
})

test('every_changed_word_of_the_file_is_refused', async () => {
  for (const word of Object.keys(sample.receipt)) {
    const forged = changed((copy) => (copy.receipt[word] = typeof copy.receipt[word] === 'number' ? copy.receipt[word] + 1 : `${copy.receipt[word]}x`))
    assert.equal(await faultOf(forged), 'unreadable', word)
  }
  assert.equal(await faultOf(changed((copy) => (copy.receipt.more = 1))), 'unreadable')
  assert.equal(await faultOf(changed((copy) => delete copy.receipt)), 'unreadable')
})

test('every_changed_part_of_the_proof_is_refused', async () => {
  for (let at = 0; at < sample.proof.length; at++) {
    assert.equal(await faultOf(changed((copy) => (copy.proof[at] = `${copy.proof[at].slice(0, 63)}${copy.proof[at][63] === '0' ? '1' : '0'}`))), 'proofWrong', `sibling ${at}`)
    assert.equal(await faultOf(changed((copy) => copy.proof.splice(at, 1))), 'proofWrong', `without sibling ${at}`)
  }
  for (const part of ['sequence', 'recordedAtMicroseconds', 'kind']) {
    assert.equal(await faultOf(changed((copy) => (copy.entry[part] += 1))), 'proofWrong', part)
  }
})

test('key_that_is_not_the_authoritys_or_that_only_says_so_is_unknown', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', pair.publicKey)).toString('base64')
  const publicKey = `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`
  assert.equal(await faultOf(sample.token, []), 'keyUnknown')
  assert.equal(await faultOf(sample.token, [{ ...keys[0], publicKey }]), 'keyUnknown')
  assert.equal(await faultOf(sample.token, [{ ...keys[0], publicKey: 'x' }]), 'keyUnknown')
})

test('suite_that_no_browser_knows_is_left_to_the_service', async () => {
  const bytes = Buffer.from(sample.token.slice(8), 'base64url')
  bytes[0] = 2
  assert.equal(await checkReceipt(`SICERT1.${bytes.toString('base64url')}`, keys), null)
})

test('list_of_revocations_that_nobody_signed_counts_for_nothing', async () => {
  const list = { format: 'sicert-revocations/1', issuedAtMicroseconds: 1, ids: [sample.receipt.receiptId], suite: 1, keyId: Number.parseInt(sample.receipt.keyId, 16), signature: '00'.repeat(64) }
  assert.equal(await readRevocations(list, keys), null)
  assert.equal(await readRevocations({ ...list, ids: ['x'] }, keys), null)
  assert.equal(await readRevocations({ ...list, ids: null }, keys), null)
})
