// From the page of a case to its neighbours in the queue, without going back to the list.
let neighbour: (step: number) => string | null = () => null
let move: (step: number) => void = () => {}

/** The queue says who stands beside its cursor, and how the cursor moves. */
export function leaveTrail(toNeighbour: typeof neighbour, toMove: typeof move) {
  neighbour = toNeighbour
  move = toMove
}

/** The case `step` places further, and the cursor with it; null at the end, and when no queue was open before. */
export function stepTo(step: number): string | null {
  const found = neighbour(step)
  if (found) move(step)
  return found
}
