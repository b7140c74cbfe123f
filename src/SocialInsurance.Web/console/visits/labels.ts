// Where the name of a place stands beside its mark: pure.
import type { Spot } from './projection'

export type Anchor = 'start' | 'end' | 'middle'

export interface Label extends Spot {
  anchor: Anchor
}

export interface Mark extends Spot {
  /** of the mark itself */
  width: number
  /** of its name */
  nameWidth: number
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const HALF = 15
const LINE = 20
const GAP = 5

/** Right of the mark, else left, below, above: the first place that covers nothing; right where all do. */
export function labelsOf(marks: readonly Mark[], width: number, height: number): Label[] {
  const taken: Box[] = marks.map((mark) => ({ left: mark.x - mark.width / 2, right: mark.x + mark.width / 2, top: mark.y - HALF, bottom: mark.y + HALF }))
  return marks.map((mark, index) => {
    const sides = sidesOf(mark)
    const free = sides.find(({ box }) => isInside(box, width, height) && taken.every((other, at) => at === index || !covers(box, other)))
    const { label, box } = free ?? sides[0]!
    taken.push(box)
    return label
  })
}

function sidesOf(mark: Mark): { label: Label; box: Box }[] {
  const side = mark.width / 2 + GAP
  const row = (left: number, y: number) => ({ left, right: left + mark.nameWidth, top: y - LINE / 2, bottom: y + LINE / 2 })
  const at = (x: number, y: number, anchor: Anchor, left: number) => ({ label: { x, y: y + 5, anchor }, box: row(left, y) })
  return [
    at(mark.x + side, mark.y, 'start', mark.x + side),
    at(mark.x - side, mark.y, 'end', mark.x - side - mark.nameWidth),
    at(mark.x, mark.y + HALF + LINE / 2 + 2, 'middle', mark.x - mark.nameWidth / 2),
    at(mark.x, mark.y - HALF - LINE / 2 - 2, 'middle', mark.x - mark.nameWidth / 2),
  ]
}

const isInside = (box: Box, width: number, height: number) => box.left >= 2 && box.right <= width - 2 && box.top >= 2 && box.bottom <= height - 2

const covers = (one: Box, other: Box) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
