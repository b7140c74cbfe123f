// The parts of ECharts that this page draws with, and what all its charts share. Canvas: no style attribute in the document.
import { BarChart, CustomChart, LineChart, ScatterChart, type BarSeriesOption, type CustomSeriesOption, type LineSeriesOption, type ScatterSeriesOption } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import type { AriaComponentOption, GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components'
import { init, use, type ComposeOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { Palette } from './palette'

use([BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer])

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | CustomSeriesOption
  | LineSeriesOption
  | ScatterSeriesOption
  | AriaComponentOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
>
export type { CustomSeriesOption, EChartsType }

export const FONT_PX = 14
const LINE_PX = 18

export function draw(place: HTMLElement): EChartsType {
  return init(place, null, { renderer: 'canvas' })
}

/** Letters, tooltip and grid of every chart. The tooltip is drawn, not inserted: the content security policy refuses its styles. */
export function base(palette: Palette): ChartOption {
  const family = getComputedStyle(document.body).fontFamily
  return {
    animation: false,
    textStyle: { fontFamily: family, fontSize: FONT_PX, color: palette.ink },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.card,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: FONT_PX, fontFamily: family },
    },
    grid: { left: 8, right: 16, top: 36, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  }
}

export function legend(palette: Palette): LegendComponentOption {
  return { top: 0, left: 0, itemWidth: 16, itemHeight: 12, itemGap: 16, textStyle: { color: palette.ink, fontSize: FONT_PX }, selectedMode: false }
}

export function categoryAxis(palette: Palette, names: string[], width?: number) {
  return {
    type: 'category' as const,
    data: names,
    inverse: true,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
    // every row keeps its name, however many there are
    axisLabel: { color: palette.ink, fontSize: FONT_PX, interval: 0, ...(width ? { width, overflow: 'break' as const, lineHeight: LINE_PX } : {}) },
  }
}

/** Height of a row whose name may break within a width: the mean of a letter is reckoned, a Chinese one counts twice. */
export function rowHeight(names: readonly string[], width: number, least: number): number {
  const wide = (name: string) => [...name].reduce((sum, letter) => sum + (letter > '\u2e7f' ? FONT_PX : FONT_PX * 0.58), 0)
  const lines = Math.max(1, ...names.map((name) => Math.ceil((wide(name) * 1.12) / width)))
  return Math.max(least, lines * LINE_PX + 8)
}

/** @param step between marks; by default what fits */
export function valueAxis(palette: Palette, write?: (value: number) => string, step?: number) {
  return {
    type: 'value' as const,
    ...(step ? { interval: step } : {}),
    axisLabel: { color: palette.soft, fontSize: FONT_PX, hideOverlap: true, ...(write ? { formatter: write } : {}) },
    splitLine: { lineStyle: { color: palette.line } },
    splitNumber: 4,
  }
}

/** Words at the upper end of a dashed line; categories run downwards, so that the line starts below. */
export function dashedAt(palette: Palette, at: number, words: string) {
  return {
    symbol: 'none',
    silent: true,
    lineStyle: { color: palette.soft, type: 'dashed' as const },
    label: { formatter: words, position: 'start' as const, color: palette.soft, fontSize: FONT_PX },
    data: [{ xAxis: at }],
  }
}

/** Stripes over a colour, so that pieces differ without it. */
export const stripes = { symbol: 'rect' as const, dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: 'rgba(255,255,255,0.55)' }
