// What the numbers say: pure functions from the answer to what panels show.
import type { Funnel, MonthLoad, Rate, SlaRow, TeamAgreement, Workload } from './contracts'

export const certified = (funnel: Funnel) => funnel.certifiedSilently + funnel.certifiedByFace + funnel.certifiedInPerson

/** null of nothing. */
export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

export interface SlaTotals {
  closed: number
  inTime: number
  open: number
  overdue: number
}

export function slaTotals(rows: readonly SlaRow[]): SlaTotals {
  const total = { closed: 0, inTime: 0, open: 0, overdue: 0 }
  for (const row of rows) {
    total.closed += row.closed
    total.inTime += row.closedInTime
    total.open += row.open
    total.overdue += row.overdue
  }
  return total
}

const COLOURS = ['red', 'yellow', 'blue', 'none']

/** Red first; within a colour what is most overdue, then what is most. */
export function slaOrder(rows: readonly SlaRow[]): SlaRow[] {
  return [...rows].sort(
    (a, b) => COLOURS.indexOf(a.colour) - COLOURS.indexOf(b.colour) || b.overdue - a.overdue || b.open + b.closed - (a.open + a.closed),
  )
}

/** Below this the two reviewers agree no more than moderately (Landis and Koch 1977). */
export const SUBSTANTIAL_KAPPA = 0.61

export const weakTeams = (teams: readonly TeamAgreement[]) => teams.filter((team) => team.kappa !== null && team.kappa < SUBSTANTIAL_KAPPA)

/** Share of refuted among all closed of everybody who closed any; null without. */
export function refutedOverall(workload: readonly Workload[]): number | null {
  let closed = 0
  let refuted = 0
  for (const row of workload) {
    if (row.refutedShare === null) continue
    closed += row.closed
    refuted += row.refutedShare * row.closed
  }
  return share(refuted, closed)
}

/** How many standard errors an account lies off everybody's share; null without cases. */
export function driftOf(row: Workload, overall: number | null): number | null {
  if (row.refutedShare === null || overall === null || row.closed === 0 || overall <= 0 || overall >= 1) return null
  return (row.refutedShare - overall) / Math.sqrt((overall * (1 - overall)) / row.closed)
}

/** Off by three standard errors: worth a talk, not a verdict. */
export const drifts = (row: Workload, overall: number | null) => Math.abs(driftOf(row, overall) ?? 0) >= 3

export interface LoadExtremes {
  most: MonthLoad
  least: MonthLoad
  /** most over least; null when the least is nobody */
  ratio: number | null
}

/**
 * Of the months from the present one on: whoever was due in an earlier one and was certified is due elsewhere by now.
 * @param today yyyy-mm-dd
 */
export function loadExtremes(load: readonly MonthLoad[], today: string): LoadExtremes | null {
  const ahead = load.filter((one) => one.month.slice(0, 7) >= today.slice(0, 7))
  if (ahead.length === 0) return null
  const most = ahead.reduce((a, b) => (b.due > a.due ? b : a))
  const least = ahead.reduce((a, b) => (b.due < a.due ? b : a))
  return { most, least, ratio: least.due > 0 ? most.due / least.due : null }
}

/** Whether the months stand in more than one year, so that their names alone do not tell them apart. */
export const spansYears = (load: readonly MonthLoad[]) => new Set(load.map((one) => one.month.slice(0, 4))).size > 1

/** Axis of rates from 0: right end, 0..1, and the step between its marks, both round. */
export function rateAxis(rates: readonly Rate[]): { max: number; step: number } {
  const reach = Math.min(1, Math.max(0.01, ...rates.map((rate) => rate.high ?? 0)))
  const magnitude = 10 ** Math.floor(Math.log10(reach / 4) + 1e-9)
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((one) => one * 4 >= reach - 1e-12)!
  const tidy = Number(step.toPrecision(3))
  return { max: Number((Math.ceil(reach / tidy - 1e-9) * tidy).toPrecision(3)), step: tidy }
}
