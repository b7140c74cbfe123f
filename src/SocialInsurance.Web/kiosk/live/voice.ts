import { watch } from 'vue'
import { language } from '../../src/language'
import { voiceOn } from '../settings'

/** Clips under static/voice/zh; a deployer replaces them, the names stay. */
export const CLIPS = [
  'moveCloser', 'moveBack', 'moreLight', 'lessLight', 'lookHere', 'holdStill', 'onePersonOnly',
  'turnLeft', 'turnRight', 'nod', 'openMouth', 'blink', 'wellDone', 'waitPlease', 'uncoverFace', 'turnFromLight',
  'welcome', 'enterNumber', 'enterCode', 'consent', 'ready', 'certified', 'retry', 'referred', 'booked', 'stillThere',
] as const
const known: ReadonlySet<string> = new Set(CLIPS)
const REPEAT_AFTER_MS = 6000

let context: AudioContext | null = null
let playing: AudioBufferSourceNode | null = null
let last = { code: '', atMs: 0 }
const clips = new Map<string, Promise<AudioBuffer>>()

// browsers let a page speak only after a touch
window.addEventListener('pointerdown', () => void wake(), { capture: true })
window.addEventListener('keydown', () => void wake(), { capture: true })

watch([voiceOn, language], () => {
  if (!maySpeak()) hush()
})

/**
 * Says a prompt once; the same again only after some seconds. Advice that has no clip stays a text.
 * @param urgent cuts short what is being said
 */
export async function say(code: string, urgent = true): Promise<void> {
  const now = performance.now()
  if (!known.has(code) || !maySpeak() || !context) return
  if (last.code === code && now - last.atMs < REPEAT_AFTER_MS) return
  if (playing && !urgent) return
  last = { code, atMs: now }
  // the touch that woke it may be the one that led to this screen
  if (context.state !== 'running') await context.resume().catch(() => undefined)
  const clip = await load(code, context).catch(() => null)
  if (!clip || last.code !== code || !maySpeak()) return
  hush()
  const source = context.createBufferSource()
  source.buffer = clip
  source.connect(context.destination)
  source.addEventListener('ended', () => {
    if (playing === source) playing = null
  })
  playing = source
  source.start()
}

export function hush() {
  playing?.stop()
  playing = null
}

function maySpeak(): boolean {
  return voiceOn.value && language.value === 'zh-CN'
}

async function wake() {
  if (!voiceOn.value || !('AudioContext' in window)) return
  context ??= new AudioContext()
  if (context.state === 'suspended') await context.resume().catch(() => undefined)
}

function load(code: string, on: AudioContext): Promise<AudioBuffer> {
  let clip = clips.get(code)
  if (!clip) {
    clip = fetch(`/voice/zh/${code}.mp3`).then(async (answer) => {
      if (!answer.ok) throw new Error(`voice ${code}: expected status 200, found ${answer.status}`)
      return on.decodeAudioData(await answer.arrayBuffer())
    })
    clips.set(code, clip)
    clip.catch(() => clips.delete(code))
  }
  return clip
}
