import { onMounted, onUnmounted, ref, shallowRef, watch, type Ref } from 'vue'
import { kindOf, readStaff, type FaultKind } from '../supervision/staffApi'

/** Something to print, read once under its address below /api/v1/staff. */
export function usePrint<Answer>(path: () => string) {
  const answer = shallowRef<Answer | null>(null)
  const fault = ref<FaultKind | null>(null)

  async function read() {
    fault.value = null
    try {
      answer.value = await readStaff<Answer>(path())
    } catch (thrown) {
      fault.value = kindOf(thrown)
    }
  }

  onMounted(read)
  return { answer, fault, read, print: () => window.print() }
}

/**
 * Words in the page margins, with the page's number. A sheet of its own through the CSSOM: the content security policy refuses
 * style elements. Page margin boxes know counters, which no element does.
 */
export function usePageMargins(top: Ref<string>, bottom: Ref<string>) {
  const sheet = new CSSStyleSheet()
  const write = () => sheet.replaceSync(pageRule(top.value, bottom.value))
  onMounted(() => {
    document.adoptedStyleSheets.push(sheet)
    write()
  })
  onUnmounted(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
  })
  watch([top, bottom], write)
}

/** `{page}` and `{pages}` in the words become counters. */
export function pageRule(top: string, bottom: string): string {
  const box = (words: string) => `content: ${contentOf(words)}; font-size: 9pt; color: #333;`
  return `@page { size: A4; margin: 20mm 18mm 18mm; @top-left { ${box(top)} } @bottom-center { ${box(bottom)} } }`
}

function contentOf(words: string): string {
  const parts = words.split(/(\{pages?\})/).filter((part) => part !== '')
  return parts.map((part) => (part === '{page}' ? 'counter(page)' : part === '{pages}' ? 'counter(pages)' : quoted(part))).join(' ') || '""'
}

/** A CSS string; anything that could end it is written as its code. */
const quoted = (words: string) => `"${words.replace(/["\\\n\r\f<]/g, (sign) => `\\${sign.codePointAt(0)!.toString(16)} `)}"`
