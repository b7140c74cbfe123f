import { base, categoryAxis, dashedAt, FONT_PX, valueAxis, type ChartOption, type CustomSeriesOption } from './echarts'
import type { Palette } from './palette'

export interface Whisker {
  name: string
  value: number | null
  low: number | null
  high: number | null
  /** printed at the right end: n, or why there is no dot */
  label: string
  isNotable: boolean
}

export interface WhiskerAxis {
  min: number
  max: number
  write: (value: number) => string
  step: number
  /** a dashed line, with its words */
  mark?: { at: number; text: string }
}

/** Dots with their interval, one row each, and the count printed beside. */
export function whiskers(palette: Palette, rows: Whisker[], axis: WhiskerAxis, nameWidth: number, labelWidth: number): ChartOption {
  return {
    ...base(palette),
    tooltip: { show: false },
    grid: { left: 8, right: labelWidth, top: axis.mark ? 30 : 8, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...valueAxis(palette, axis.write, axis.step), min: axis.min, max: axis.max },
    yAxis: categoryAxis(palette, rows.map((row) => row.name), nameWidth),
    series: [
      {
        type: 'custom',
        silent: true,
        data: rows.map((row, index) => [index, row.value ?? axis.min]),
        renderItem: (_, api) => item(palette, rows[api.value(0) as number]!, api, axis),
        ...(axis.mark ? { markLine: dashedAt(palette, axis.mark.at, axis.mark.text) } : {}),
      } as CustomSeriesOption,
    ],
  }
}

type RenderApi = Parameters<NonNullable<CustomSeriesOption['renderItem']>>[1]

function item(palette: Palette, row: Whisker, api: RenderApi, axis: WhiskerAxis) {
  const index = api.value(0)
  const at = (value: number) => api.coord([Math.min(Math.max(value, axis.min), axis.max), index])
  const [right = 0, y = 0] = at(axis.max)
  const colour = row.isNotable ? palette.red : palette.teal
  const label = { type: 'text' as const, style: { text: row.label, x: right + 12, y, verticalAlign: 'middle' as const, fill: palette.soft, fontSize: FONT_PX, fontFamily: getComputedStyle(document.body).fontFamily } }
  if (row.value === null || row.low === null || row.high === null) return { type: 'group' as const, children: [label] }
  const [low = 0] = at(row.low)
  const [high = 0] = at(row.high)
  const [dot = 0] = at(row.value)
  const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: 'line' as const, shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth: 3, lineCap: 'butt' as const } })
  const mark = row.isNotable
    ? { type: 'rect' as const, shape: { x: dot - 7, y: y - 7, width: 14, height: 14 }, style: { fill: colour } }
    : { type: 'circle' as const, shape: { cx: dot, cy: y, r: 7 }, style: { fill: colour } }
  return { type: 'group' as const, children: [line(low, y, high, y), line(low, y - 6, low, y + 6), line(high, y - 6, high, y + 6), mark, label] }
}
