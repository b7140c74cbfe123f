import { onMounted, onUnmounted, ref, type Ref } from 'vue'

/** Whether an element scrolls sideways: only then the keyboard has to reach it. */
export function useOverflow(element: Ref<HTMLElement | null>): Ref<boolean> {
  const overflows = ref(false)
  const observer = new ResizeObserver(() => {
    const place = element.value
    overflows.value = place !== null && place.scrollWidth > place.clientWidth + 1
  })
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onUnmounted(() => observer.disconnect())
  return overflows
}
