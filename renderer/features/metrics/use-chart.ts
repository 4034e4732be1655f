import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import './series.css'
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import type { ChartData } from './chart-data'
import { chartOptions, type ChartColors, type ChartLook } from './chart-options'

/** The tokens of the lines, in the order of the members. */
const lineTokens = Array.from({ length: 7 }, (_, i) => `--series-${i}`)

/** Resolves tokens as they are at `host` now. */
function readColors(host: HTMLElement): ChartColors {
  const probe = host.appendChild(document.createElement('span'))
  const resolve = (token: string) => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const style = getComputedStyle(host)
  try {
    return {
      lines: lineTokens.map(resolve),
      ink: resolve('--ink-2'),
      grid: resolve('--line'),
      limit: resolve('--bad'),
      font: `${style.fontSize} ${style.fontFamily}`,
    }
  } finally {
    probe.remove()
  }
}

/**
 * Draws `look` into `host` while the component is there: again with new data, another size, another theme. Answers with what moves
 * the cursor: to a place among the points, or away.
 */
export function useChart(host: Ref<HTMLElement | null>, look: Omit<ChartLook, 'colors'>) {
  let chart: uPlot | undefined
  let colors: ChartColors | undefined
  const names = ({ lines }: ChartData) => lines.map(({ name }) => name).join('\n')
  const columns = ({ times, lines }: ChartData) =>
    [times, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData

  function make(element: HTMLElement) {
    chart?.destroy()
    colors = readColors(element)
    const size = { width: Math.max(60, element.clientWidth), height: Math.max(30, element.clientHeight) }
    const options = chartOptions({ ...look, colors: () => colors ?? readColors(element) }, size)
    chart = new uPlot(options, columns(look.data()), element)
  }
  const observer = new ResizeObserver(([entry]) => {
    const { width = 0, height = 0 } = entry?.contentRect ?? {}
    if (width > 0 && height > 0) chart?.setSize({ width, height })
  })
  function onTheme() {
    if (!host.value) return
    colors = readColors(host.value)
    chart?.redraw(false, true)
  }

  onMounted(() => {
    if (!host.value) return
    make(host.value)
    observer.observe(host.value)
    window.addEventListener('etcdesk:theme', onTheme)
  })
  watch([look.data, look.span], ([data], [before]) => {
    if (!chart || !host.value) return
    if (names(data) !== names(before)) make(host.value)
    else chart.setData(columns(data))
  })
  onBeforeUnmount(() => {
    observer.disconnect()
    window.removeEventListener('etcdesk:theme', onTheme)
    chart?.destroy()
  })

  return {
    moveCursor(index: number | undefined): void {
      const time = index === undefined ? undefined : look.data().times[index]
      const left = time === undefined ? -10 : (chart?.valToPos(time, 'x') ?? -10)
      chart?.setCursor({ left, top: time === undefined ? -10 : 1 })
    },
  }
}
