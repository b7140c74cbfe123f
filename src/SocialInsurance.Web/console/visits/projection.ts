// From places to a drawing: pure.
import type { GeoPoint, Visit, VisitList } from './contracts'

export interface Spot {
  x: number
  y: number
}

export interface Stop extends Spot {
  /** where the place truly lies; the mark stands a little aside where marks would cover one another */
  place: Spot
  /** numbers of the visits made here, as "3" or "3–5" or "3, 7" */
  label: string
  visits: Visit[]
}

export interface Drawing {
  width: number
  height: number
  office: Spot | null
  stops: Stop[]
  /** legs of the round trip, each as points of a polyline, a long one with a point in its middle */
  legs: string[]
  /** a bar of so many kilometres is so many pixels long */
  scale: { kilometres: number; pixels: number }
}

const KM_PER_DEGREE = 111.195
const MARGIN = 56
/** Marks nearer than this cover one another, pixels. */
const APART = 38
const ARROW_ROOM = 60

/** Fits all places into a frame; equirectangular about their middle, which is true enough for one province. */
export function drawingOf(list: VisitList, width: number, height: number): Drawing | null {
  const stops = stopsOf(list.visits)
  const places = [...(list.office ? [list.office] : []), ...stops.map((stop) => stop.place)]
  if (places.length === 0) return null
  const [south, north] = range(places.map((place) => place.latitude))
  const [west, east] = range(places.map((place) => place.longitude))
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180))
  // half a degree at least, so that one division does not fill the map
  const [high, wide] = [Math.max(north - south, 0.5), Math.max((east - west) * squeeze, 0.5)]
  const perDegree = Math.min((width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high)
  const at = (place: GeoPoint): Spot => ({
    x: round(width / 2 + (place.longitude - (west + east) / 2) * squeeze * perDegree),
    y: round(height / 2 - (place.latitude - (south + north) / 2) * perDegree),
  })
  const office = list.office && at(list.office)
  const spots = stops.map((stop) => at(stop.place))
  const marks = spread([...(office ? [office] : []), ...spots], APART, office ? 1 : 0).slice(office ? 1 : 0)
  const drawn = stops.map(({ visits }, index) => ({ ...marks[index]!, place: spots[index]!, visits, label: labelOf(visits.map((visit) => visit.order ?? 0)) }))
  return { width, height, office, stops: drawn, legs: legsOf(office, drawn), scale: scaleOf(perDegree / KM_PER_DEGREE, width / 4) }
}

/** Visits at one place share one mark, in the order of the way. */
export function stopsOf(visits: readonly Visit[]): { place: GeoPoint; visits: Visit[] }[] {
  const stops = new Map<string, { place: GeoPoint; visits: Visit[] }>()
  for (const visit of inOrder(visits)) {
    if (!visit.place) continue
    const key = `${visit.place.latitude}|${visit.place.longitude}`
    const stop = stops.get(key) ?? { place: visit.place, visits: [] }
    stop.visits.push(visit)
    stops.set(key, stop)
  }
  return [...stops.values()]
}

/** 3,4,5,7 as "3–5, 7". */
export function labelOf(orders: readonly number[]): string {
  const runs: [number, number][] = []
  for (const order of [...orders].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1]
    if (last && order === last[1] + 1) last[1] = order
    else runs.push([order, order])
  }
  return runs.map(([from, until]) => (from === until ? `${from}` : `${from}–${until}`)).join(', ')
}

/** The longest of 1, 2, 5, 10 ... kilometres that fits. */
export function scaleOf(pixelsPerKm: number, mostPixels: number): { kilometres: number; pixels: number } {
  let kilometres = 1
  for (const factor of [2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2]) {
    if (kilometres * factor * pixelsPerKm > mostPixels) break
    kilometres *= factor
  }
  return { kilometres, pixels: round(kilometres * pixelsPerKm) }
}

export const inOrder = (visits: readonly Visit[]): Visit[] => [...visits].sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0)

/** Pushes marks apart, a little at a time; the first `fixed` stay. Deterministic. */
export function spread(spots: readonly Spot[], apart: number, fixed: number): Spot[] {
  const moved = spots.map((spot) => ({ ...spot }))
  for (let pass = 0; pass < 80; pass++) {
    let isStill = true
    for (let a = 0; a < moved.length; a++) {
      for (let b = a + 1; b < moved.length; b++) {
        const [one, other] = [moved[a]!, moved[b]!]
        const [dx, dy] = [other.x - one.x, other.y - one.y]
        const distance = Math.hypot(dx, dy)
        if (distance >= apart - 0.5) continue
        isStill = false
        // marks at one spot leave it in directions of their own
        const [ux, uy] = distance > 0.01 ? [dx / distance, dy / distance] : [Math.cos(b * 2.4), Math.sin(b * 2.4)]
        const push = (apart - distance) / (a < fixed ? 1 : 2)
        if (a >= fixed) [one.x, one.y] = [one.x - ux * push, one.y - uy * push]
        if (b >= fixed) [other.x, other.y] = [other.x + ux * push, other.y + uy * push]
      }
    }
    if (isStill) break
  }
  return moved.map((spot) => ({ x: round(spot.x), y: round(spot.y) }))
}

/** From mark to mark in the order of the way; people of one place are visited one after the other wherever the route is short. */
function legsOf(office: Spot | null, stops: readonly Stop[]): string[] {
  const marks = stops.flatMap((stop) => stop.visits.map((visit) => ({ stop, order: visit.order ?? 0 }))).sort((a, b) => a.order - b.order)
  const start = office ?? stops[0] ?? null
  const spots: Spot[] = [...(start ? [start] : []), ...marks.map((mark) => mark.stop), ...(start ? [start] : [])]
  const legs: string[] = []
  for (let at = 1; at < spots.length; at++) {
    const [from, to] = [spots[at - 1]!, spots[at]!]
    if (from.x === to.x && from.y === to.y) continue
    // an arrow in the middle, where there is room for one
    const middle = Math.hypot(to.x - from.x, to.y - from.y) < ARROW_ROOM ? '' : `${round((from.x + to.x) / 2)},${round((from.y + to.y) / 2)} `
    legs.push(`${from.x},${from.y} ${middle}${to.x},${to.y}`)
  }
  return legs
}

const range = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)]
const round = (value: number) => Math.round(value * 10) / 10
