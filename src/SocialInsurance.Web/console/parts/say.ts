import { ElMessage } from 'element-plus'

/** One line about what just happened; the newest takes the place of the one before, so that a quick hand never waits for words. */
export function say(kind: 'success' | 'info' | 'warning' | 'error', message: string) {
  ElMessage.closeAll()
  ElMessage({ type: kind, message })
}
