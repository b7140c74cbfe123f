import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardOf, WedgeBuffer } from '../kiosk/person/cardReader.ts'
import { grouped, slipOf, tidyNumber } from '../kiosk/person/documentNumber.ts'

test('number_is_tidied_to_upper_case_without_blanks', () => {
  assert.equal(tidyNumber(' 110105 1949 1231 002x '), '11010519491231002X')
  assert.equal(tidyNumber('１１０１０５'), '110105')
})

test('number_shown_in_groups_is_the_number_typed', () => {
  for (let length = 0; length <= 18; length++) {
    const number = '11010519491231002X'.slice(0, length)
    assert.equal(tidyNumber(grouped(number)), number)
  }
})

for (const [number, slip] of [
  ['', 'empty'],
  ['11010519491231002X', 'none'],
  ['110105194912310021', 'checksum'],
  ['110105491231002', 'none'],
  ['1101051949123100', 'incomplete'],
  ['H12345678', 'none'],
  ['12345678', 'none'],
  ['0123456789', 'none'],
  ['E12345678', 'none'],
  ['ABC', 'incomplete'],
]) {
  test(`number_${number || 'empty'}_has_slip_${slip}`, () => assert.equal(slipOf(number), slip))
}

test('every_other_last_character_is_a_slip', () => {
  for (const last of '0123456789') assert.equal(slipOf(`11010519491231002${last}`), 'checksum')
})

function type(keys, everyMs) {
  const buffer = new WedgeBuffer()
  let atMs = 1000
  let card = null
  for (const key of keys) card = buffer.push(key, (atMs += everyMs)) ?? card
  return card
}

test('burst_of_a_reader_is_a_card', () => {
  assert.deepEqual(type([...'11010519491231002X,张秀英', 'Enter'], 4), { documentNumber: '11010519491231002X', name: '张秀英' })
  assert.deepEqual(type([...'11010519491231002X', 'Tab', ...'张秀英', 'Enter'], 4), { documentNumber: '11010519491231002X', name: '张秀英' })
})
test('finger_is_never_a_card', () => assert.equal(type([...'11010519491231002X', 'Enter'], 150), null))
test('burst_after_slow_typing_counts_alone', () => {
  const buffer = new WedgeBuffer()
  for (const [at, key] of [...'99'].entries()) buffer.push(key, at * 400)
  let card = null
  let atMs = 2000
  for (const key of [...'11010519491231002X', 'Enter']) card = buffer.push(key, (atMs += 5)) ?? card
  assert.equal(card.documentNumber, '11010519491231002X')
})
test('burst_without_a_number_is_nothing', () => {
  assert.equal(cardOf('hello'), null)
  assert.equal(cardOf('110105194912310021'), null)
})
