import { onMounted, onUnmounted, ref, type Ref } from 'vue'

/** Width of an element in CSS pixels, so that a drawing keeps its letters at their size. */
export function useWidth(element: Ref<HTMLElement | null>, first = 640): Ref<number> {
  const width = ref(first)
  const observer = new ResizeObserver(([entry]) => {
    if (entry && entry.contentRect.width > 0) width.value = Math.round(entry.contentRect.width)
  })
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onUnmounted(() => observer.disconnect())
  return width
}
