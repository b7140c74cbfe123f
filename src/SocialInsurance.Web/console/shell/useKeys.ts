import { onMounted, onUnmounted } from 'vue'
import { actOf, type Act, type Focus } from './keys'

const FIELDS = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=combobox]'
const CONTROLS = 'a[href], button, summary, [role=button]'
// what slides away already is no longer in front: a quick hand's next key counts
const IN_FRONT = ':not([class*=leave-active]) > [role=dialog], [role=alertdialog], [role=menu], [role=listbox]'

/** Gives the keys of a page to its acts; fields, dialogs and the browser keep theirs. */
export function useKeys(page: Focus['page'], acts: Partial<Record<Act, () => void>>, isActive: () => boolean = () => true) {
  function onKey(event: KeyboardEvent) {
    if (event.defaultPrevented || !isActive()) return
    // a field that slides away with its drawer keeps the focus for a moment and takes no more letters
    const target = event.target instanceof Element && !event.target.closest('[class*=leave-active]') ? event.target : document.body
    const act = actOf(event, {
      page,
      isTyping: target.matches(FIELDS),
      isBehind: isSomethingInFront(),
      isOnControl: target.matches(CONTROLS),
    })
    const work = act && acts[act]
    if (!work) return
    event.preventDefault()
    work()
  }

  // before anybody else: the Esc that closes a drawer must not find it gone and leave the page too
  onMounted(() => window.addEventListener('keydown', onKey, { capture: true }))
  onUnmounted(() => window.removeEventListener('keydown', onKey, { capture: true }))
}

function isSomethingInFront(): boolean {
  return [...document.querySelectorAll(IN_FRONT)].some((one) => one.getClientRects().length > 0)
}
