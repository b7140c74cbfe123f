import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY, slipOf } from '../console/accounts/account.ts'
import { COMMANDS, bodyOf, commandOf, draftOf, fenOf, slipsOf } from '../console/case/commands.ts'
import { EVERYTHING, STANDING, filterOf, queryOf, readSaved, tokensOf, typedToken, writeSaved } from '../console/queue/filters.ts'
import { remainingOf, unitsOf } from '../console/queue/remaining.ts'
import { KEPT_PAGES, PAGE_ROWS, pagesOf, pagesToDrop, rowWindow, scrollTo } from '../console/queue/rowWindow.ts'
import { firstPage, hashOf, mayOpen, parseRoute } from '../console/route.ts'
import { KEYS, actOf } from '../console/shell/keys.ts'

const free = { page: 'queue', isTyping: false, isBehind: false, isOnControl: false }
const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, repeat: false, ...more })

test('keys_of_a_page_are_all_different', () => {
  for (const page of ['queue', 'case']) {
    const keys = KEYS.filter((one) => one.where === page || one.where === 'both').map((one) => one.key)
    assert.equal(new Set(keys).size, keys.length)
  }
})
test('key_in_a_field_behind_a_dialog_or_with_control_is_left_alone', () => {
  for (const { key } of KEYS) {
    assert.equal(actOf(press(key), { ...free, isTyping: true }), null)
    assert.equal(actOf(press(key), { ...free, isBehind: true }), null)
    for (const held of ['ctrlKey', 'metaKey', 'altKey', 'isComposing']) assert.equal(actOf(press(key, { [held]: true }), free), null)
  }
})
test('key_of_a_case_means_nothing_in_the_queue', () => {
  assert.equal(actOf(press('p'), free), null)
  assert.equal(actOf(press('p'), { ...free, page: 'case' }), 'propose')
})
test('held_key_moves_on_and_decides_once', () => {
  assert.equal(actOf(press('j', { repeat: true }), free), 'next')
  assert.equal(actOf(press('a', { repeat: true }), free), null)
  assert.equal(actOf(press('y', { repeat: true }), { ...free, page: 'case' }), null)
})
test('enter_on_a_button_belongs_to_the_button', () => {
  assert.equal(actOf(press('Enter'), { ...free, isOnControl: true }), null)
  assert.equal(actOf(press('Enter'), free), 'open')
})

const row = (more) => ({ dueAt: '2026-11-22T10:00:00Z', sla: 'onTime', ...more })
test('remaining_office_time_is_the_services', () => {
  assert.deepEqual(remainingOf(row({ workMinutesLeft: 1000 }), 0), { clock: 'office', isLate: false, days: 2, hours: 0, minutes: 40 })
  assert.deepEqual(remainingOf(row({ workMinutesLeft: -95 }), 0), { clock: 'office', isLate: true, days: 0, hours: 1, minutes: 35 })
})
test('remaining_time_without_the_services_count_is_plain_time_and_says_so', () => {
  const left = remainingOf(row({ workMinutesLeft: null }), Date.parse('2026-11-21T08:59:30Z'))
  assert.deepEqual(left, { clock: 'calendar', isLate: false, days: 1, hours: 1, minutes: 0 })
})
test('remaining_time_of_a_clock_that_stands_still_is_not_made_up', () => {
  assert.equal(remainingOf(row({ sla: 'paused', dueAt: null }), 0), null)
  assert.equal(remainingOf(row({ sla: 'paused', workMinutesLeft: 5 }), 0), null)
  assert.equal(remainingOf(row({ sla: 'none' }), 0), null)
})
test('remaining_time_is_told_in_two_units_and_never_in_none', () => {
  const units = (minutes) => unitsOf(remainingOf(row({ workMinutesLeft: minutes }), 0)).map((unit) => unit.value + unit.name)
  assert.deepEqual(units(0), ['0minutes'])
  assert.deepEqual(units(59), ['59minutes'])
  assert.deepEqual(units(61), ['1hours', '1minutes'])
  assert.deepEqual(units(480), ['1days'])
  assert.deepEqual(units(485), ['1days'])
  assert.deepEqual(units(600), ['1days', '2hours'])
})

test('window_of_rows_covers_what_is_seen_for_any_position', () => {
  for (const total of [0, 1, 17, 100_000]) {
    for (let scrollTop = 0; scrollTop <= total * 40; scrollTop += 39_999) {
      const { first, end } = rowWindow(scrollTop, 800, 40, total)
      assert.ok(first >= 0 && first <= end && end <= total)
      assert.ok(first * 40 <= scrollTop && (end === total || end * 40 >= scrollTop + 800))
      assert.ok(end - first <= 20 + 17 + 1)
    }
  }
})
test('window_behind_the_end_is_empty', () => assert.deepEqual(rowWindow(50_000, 800, 40, 10), { first: 10, end: 10 }))
test('pages_of_a_window_hold_all_its_rows', () => {
  assert.deepEqual(pagesOf({ first: 190, end: 210 }), [0, 1])
  assert.deepEqual(pagesOf({ first: PAGE_ROWS, end: 2 * PAGE_ROWS }), [1])
  assert.deepEqual(pagesOf({ first: 5, end: 5 }), [])
})
test('pages_far_away_are_forgotten_and_the_near_ones_kept', () => {
  const kept = Array.from({ length: KEPT_PAGES + 3 }, (_, page) => page)
  assert.deepEqual(pagesToDrop(kept, 22).sort((a, b) => a - b), [0, 1, 2])
  assert.deepEqual(pagesToDrop([1, 2], 400), [])
})
test('scrolling_to_a_row_moves_no_further_than_needed', () => {
  assert.equal(scrollTo(5, 0, 800, 40), 0)
  assert.equal(scrollTo(20, 0, 800, 40), 40)
  assert.equal(scrollTo(2, 400, 800, 40), 80)
})

test('filter_and_its_tokens_are_one', () => {
  for (const { filter } of STANDING) assert.deepEqual(filterOf(tokensOf(filter)), filter)
  const full = { states: ['opened'], colours: ['red', 'blue'], kinds: ['Appeal'], assignedTo: 'sun-03', due: 'week', division: '4101' }
  assert.deepEqual(filterOf(tokensOf(full)), full)
  assert.equal(queryOf(full, 'due', 200, 100), 'state=opened&colour=red,blue&kind=Appeal&assignedTo=sun-03&due=week&division=4101&sort=due&offset=200&limit=100')
  assert.equal(queryOf(EVERYTHING, 'risk', 0, 200), 'offset=0&limit=200')
})
test('typed_digits_are_a_division_and_a_name_is_never_a_token', () => {
  assert.equal(typedToken('4101'), 'division:4101')
  assert.equal(typedToken('@sun-03'), 'to:sun-03')
  for (const other of ['张三', '11010519491231002X', 'sun', '']) assert.equal(typedToken(other), null)
})
test('own_filters_survive_and_rubbish_in_the_storage_does_not_break_the_page', () => {
  const kept = new Map()
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) }
  const mine = [{ name: '市区', filter: { ...EVERYTHING, division: '4101' } }]
  writeSaved(storage, mine)
  assert.deepEqual(readSaved(storage), mine)
  for (const rubbish of ['', '{', '7', '[null, {"name": 3}, {"name": "x", "filter": {}}]']) assert.deepEqual(readSaved({ getItem: () => rubbish }), [])
})

test('address_and_route_are_one', () => {
  for (const route of [{ page: 'queue' }, { page: 'accounts' }, { page: 'case', caseId: 'a/b c', view: 'letter' }]) assert.deepEqual(parseRoute(hashOf(route)), route)
  for (const odd of ['', '#', '#/nothing', '#/cases', '#/cases/', '#/cases/%E0%A4%A']) assert.equal(parseRoute(odd).page, 'queue')
})
test('administrator_and_operator_see_no_case', () => {
  for (const role of ['administrator', 'operator']) assert.ok(!mayOpen('queue', [role]) && !mayOpen('case', [role]) && !mayOpen('visits', [role]))
  for (const role of ['administrator', 'operator', 'caseworker', 'approver', 'supervisor', 'auditor']) assert.ok(mayOpen(firstPage([role]).page, [role]))
})

test('every_form_opens_with_what_can_be_sent_or_names_its_slips', () => {
  for (const command of COMMANDS) {
    const slips = slipsOf(command, draftOf(command, '2026-12-31'))
    const required = command.fields.filter((field) => field.required && !field.initial).map((field) => field.name)
    assert.deepEqual(Object.keys(slips).sort(), required.sort())
  }
})
test('month_after_december_is_january', () => {
  assert.equal(draftOf(commandOf('proposal'), '2026-12-31').effectiveMonth, '2027-01-01')
  assert.equal(draftOf(commandOf('proposal'), '2026-08-31').effectiveMonth, '2026-09-01')
})
test('body_carries_the_version_that_was_seen', () => {
  assert.deepEqual(bodyOf(commandOf('assignment'), {}, 7), { version: 7, to: null })
  assert.deepEqual(bodyOf(commandOf('notes'), { text: ' 电话 ' }, 3), { version: 3, text: '电话' })
  assert.deepEqual(bodyOf(commandOf('contacts'), { channel: 'phone', result: 'notReached', on: '2026-11-22' }, 1), {
    version: 1, channel: 'phone', result: 'notReached', on: '2026-11-22', summary: '',
  })
})
test('texts_too_short_and_too_long_are_slips', () => {
  const investigation = commandOf('investigation')
  assert.equal(slipsOf(investigation, { established: 'alive', summary: '九个字的记录啊啊' }).summary, 'short')
  assert.equal(slipsOf(investigation, { established: 'alive', summary: '记'.repeat(2001) }).summary, 'long')
  assert.deepEqual(slipsOf(investigation, { established: 'alive', summary: '记'.repeat(10) }), {})
})
test('yuan_become_fen_exactly', () => {
  for (const [yuan, fen] of [['0.07', 7], ['1234.5', 123450], ['1,234.56', 123456], ['19.99', 1999], ['', null], ['1.234', null], ['-1', null], ['一百', null]]) assert.equal(fenOf(yuan), fen)
})
test('account_that_the_service_would_refuse_is_not_sent', () => {
  const good = { ...EMPTY, account: 'li-01', roles: ['caseworker'], division: '4101', team: 'north' }
  assert.equal(slipOf(good), null)
  for (const [change, slip] of [[{ account: 'Li' }, 'account'], [{ roles: [] }, 'roles'], [{ roles: ['administrator', 'caseworker'] }, 'mixed'], [{ division: '41a' }, 'division'], [{ team: '北区' }, 'team']]) {
    assert.equal(slipOf({ ...good, ...change }), slip)
  }
})
