import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, daysBetween, localDay, presetOf, presetPeriod, presets, slipOf } from '../console/supervision/period.ts'
import { drifts, driftOf, loadExtremes, rateAxis, refutedOverall, share, slaOrder, slaTotals, spansYears, weakTeams } from '../console/supervision/reading.ts'
import { pageRule } from '../console/print/usePrint.ts'
import { labelsOf } from '../console/visits/labels.ts'
import { drawingOf, labelOf, scaleOf, spread, stopsOf } from '../console/visits/projection.ts'
import { axisMarks, byMeasure, columnsOf, decimalsOf, hidesAny, shown } from '../transparency/figures.ts'

test('preset_ends_with_today_and_is_known_again', () => {
  for (const preset of presets) {
    const period = presetPeriod(preset, '2026-03-01')
    assert.equal(period.until, '2026-03-02')
    assert.equal(presetOf(period, '2026-03-01'), preset)
    assert.equal(presetOf(period, '2026-03-02'), null)
  }
  assert.deepEqual(presetPeriod('week', '2026-03-01'), { from: '2026-02-23', until: '2026-03-02' })
})

test('days_are_added_over_months_and_leap_years', () => {
  assert.equal(addDays('2024-02-28', 1), '2024-02-29')
  assert.equal(addDays('2026-12-31', 1), '2027-01-01')
  assert.equal(daysBetween('2024-02-28', '2024-03-01'), 2)
})

test('day_is_the_one_of_the_office_not_of_the_browser', () => {
  assert.equal(localDay(new Date('2026-10-31T16:00:00Z')), '2026-11-01')
  assert.equal(localDay(new Date('2026-10-31T15:59:59Z')), '2026-10-31')
})

for (const [first, last, slip] of [
  ['2026-10-01', '2026-10-01', 'none'],
  ['2026-10-02', '2026-10-01', 'backwards'],
  ['', '2026-10-01', 'incomplete'],
  ['2026-10-01', '26-10-01', 'incomplete'],
  ['2026-13-45', '2026-10-01', 'backwards'],
  ['2020-01-01', '2026-10-01', 'tooLong'],
]) {
  test(`period_${first || 'empty'}_${last}_has_slip_${slip}`, () => assert.equal(slipOf(first, last), slip))
}

const row = (kind, colour, closed, closedInTime, open, overdue) => ({ kind, colour, closed, closedInTime, open, overdue })

test('deadlines_are_summed_and_red_comes_first', () => {
  const rows = [row('a', 'blue', 1, 1, 9, 3), row('b', 'red', 5, 4, 1, 0), row('c', 'red', 2, 2, 3, 2)]
  assert.deepEqual(slaOrder(rows).map((one) => one.kind), ['c', 'b', 'a'])
  assert.deepEqual(slaTotals(rows), { closed: 8, inTime: 7, open: 13, overdue: 5 })
  assert.equal(share(7, 8), 0.875)
  assert.equal(share(0, 0), null)
})

const worker = (account, closed, refutedShare) => ({ account, closed, refutedShare })

test('drift_is_measured_against_everybody_and_needs_cases', () => {
  const rows = [worker('a', 90, 0.3), worker('b', 90, 0.3), worker('c', 60, 0.6), worker('new', 0, null)]
  const overall = refutedOverall(rows)
  assert.ok(Math.abs(overall - 90 / 240) < 1e-12)
  assert.deepEqual(rows.filter((one) => drifts(one, overall)).map((one) => one.account), ['c'])
  assert.equal(driftOf(rows[3], overall), null)
  assert.equal(refutedOverall([rows[3]]), null)
  assert.equal(driftOf(worker('all', 5, 1), 1), null)
})

test('team_without_kappa_is_not_called_weak', () => {
  assert.deepEqual(weakTeams([{ team: 'a', kappa: null }, { team: 'b', kappa: 0.6 }, { team: 'c', kappa: 0.61 }]).map((one) => one.team), ['b'])
})

test('load_names_the_months_of_most_and_least', () => {
  const load = [5, 9, 3].map((due, index) => ({ month: `2026-0${index + 1}-01`, due, certified: 0 }))
  const { most, least, ratio } = loadExtremes(load, '2026-01-31')
  assert.deepEqual([most.due, least.due, ratio], [9, 3, 3])
  assert.equal(loadExtremes([{ month: '2026-01-01', due: 0, certified: 0 }], '2026-01-31').ratio, null)
  assert.equal(loadExtremes([], '2026-01-31'), null)
})

test('load_counts_no_month_that_is_past_and_knows_when_years_must_be_named', () => {
  const load = [['2025-11-01', 0], ['2025-12-01', 40], ['2026-01-01', 20]].map(([month, due]) => ({ month, due, certified: 0 }))
  const { most, least } = loadExtremes(load, '2025-12-02')
  assert.deepEqual([most.month, least.month], ['2025-12-01', '2026-01-01'])
  assert.equal(loadExtremes(load, '2026-02-01'), null)
  assert.deepEqual([spansYears(load), spansYears(load.slice(2))], [true, false])
})

test('axis_of_rates_is_round_and_covers_every_interval', () => {
  for (let high = 0.0007; high <= 1; high *= 1.13) {
    const { max, step } = rateAxis([{ high }])
    assert.ok(max >= high - 1e-12 && max <= Math.max(0.01, high) * 2, `${high} ${max}`)
    assert.ok(Math.abs(max / step - Math.round(max / step)) < 1e-9 && max / step <= 4 + 1e-9, `${max} by ${step}`)
  }
  assert.deepEqual(rateAxis([{ high: null }]), { max: 0.01, step: 0.0025 })
})

test('count_hidden_by_the_service_is_never_written_as_a_number', () => {
  assert.equal(shown({ value: null }, 10, String), '<10*')
  assert.equal(shown({ value: 0 }, 10, String), '0')
  const month = { month: '2026-09-01', certified: { value: 12 }, silent: { value: 12 }, face: { value: 0 }, inPerson: { value: 0 }, silentShare: 1 }
  assert.equal(hidesAny([month], []), false)
  assert.equal(hidesAny([{ ...month, face: { value: null } }], []), true)
})

test('columns_stand_oldest_first_and_a_hidden_piece_has_no_height', () => {
  const month = (name, silent, face) => ({ month: name, certified: { value: 100 }, silent: { value: silent }, face: { value: face }, inPerson: { value: 3 } })
  const columns = columnsOf([month('b', 90, 7), month('a', 80, null)])
  assert.deepEqual(columns.map((column) => column.month), ['a', 'b'])
  assert.deepEqual(columns[1].pieces.map((piece) => [piece.from, piece.people]), [[0, 90], [90, 7], [97, 3]])
  assert.deepEqual(columns[0].pieces.map((piece) => piece.people), [80, 0, 3])
  assert.equal(columns[0].total, 100)
})

test('axis_marks_are_round_and_reach_over_the_largest', () => {
  assert.deepEqual(axisMarks(27_400, 4), [0, 10_000, 20_000, 30_000])
  assert.deepEqual(axisMarks(0), [0, 1])
  for (let largest = 1; largest < 1e7; largest *= 1.7) {
    const marks = axisMarks(largest, 4)
    assert.ok(marks.at(-1) >= largest - 1e-6 && marks.length <= 6, `${largest}: ${marks}`)
  }
})

test('measures_keep_their_order_and_their_bands', () => {
  const groups = byMeasure([{ measure: 'b', ageBand: '1' }, { measure: 'a', ageBand: '1' }, { measure: 'b', ageBand: '2' }])
  assert.deepEqual(groups.map((rows) => rows.map((one) => one.measure + one.ageBand)), [['b1', 'b2'], ['a1']])
})

test('share_near_to_all_is_written_so_that_what_is_missing_shows', () => {
  assert.deepEqual([1, 0.97, 0.9996, 0.99996, 0.5].map(decimalsOf), [0, 1, 3, 4, 1])
})

test('visits_of_one_place_share_a_mark_with_their_numbers', () => {
  const place = { latitude: 28, longitude: 112 }
  const visits = [3, 1, 2, 6].map((order) => ({ order, place })).concat([{ order: null, place: null }])
  assert.equal(stopsOf(visits).length, 1)
  assert.equal(labelOf(stopsOf(visits)[0].visits.map((visit) => visit.order)), '1–3, 6')
})

test('drawing_keeps_every_mark_in_the_frame_and_north_up', () => {
  const visits = [[29.6, 110], [25.8, 113], [27.6, 110], [25.81, 113.01]].map(([latitude, longitude], index) => ({ order: index + 1, place: { latitude, longitude } }))
  const drawing = drawingOf({ office: { latitude: 28.2, longitude: 112.9 }, visits, kilometres: 1 }, 600, 400)
  for (const { x, y } of [...drawing.stops, drawing.office]) assert.ok(x >= 15 && x <= 585 && y >= 15 && y <= 385, `${x} ${y}`)
  assert.ok(drawing.stops[0].y < drawing.office.y && drawing.stops[1].y > drawing.office.y && drawing.stops[0].x < drawing.office.x)
  assert.equal(drawing.legs.length, 5)
  assert.equal(drawingOf({ office: null, visits: [{ order: null, place: null }], kilometres: null }, 600, 400), null)
})

test('marks_that_would_cover_one_another_are_pushed_apart_and_the_fixed_one_stays', () => {
  const spots = Array.from({ length: 5 }, () => ({ x: 100, y: 100 }))
  const moved = spread(spots, 30, 1)
  assert.deepEqual(moved[0], { x: 100, y: 100 })
  for (let a = 0; a < 5; a++) for (let b = a + 1; b < 5; b++) assert.ok(Math.hypot(moved[a].x - moved[b].x, moved[a].y - moved[b].y) > 28, `${a} ${b}`)
})

test('name_gives_way_to_a_neighbour', () => {
  const mark = (x, y) => ({ x, y, width: 30, nameWidth: 60 })
  const [alone] = labelsOf([mark(100, 100)], 400, 300)
  const [crowded] = labelsOf([mark(100, 100), mark(140, 100)], 400, 300)
  assert.equal(alone.anchor, 'start')
  assert.equal(crowded.anchor, 'end')
})

test('scale_is_the_longest_round_length_that_fits', () => {
  assert.deepEqual(scaleOf(2, 150), { kilometres: 50, pixels: 100 })
  assert.deepEqual(scaleOf(0.4, 100), { kilometres: 200, pixels: 80 })
})

test('words_in_a_page_margin_cannot_leave_their_string', () => {
  const rule = pageRule('a"; } body { display: none } "\\', 'page {page} of {pages}')
  assert.ok(!rule.includes('a";') && rule.includes('a\\22 ; } body'))
  assert.ok(rule.includes('"page " counter(page) " of " counter(pages)'))
})
