import { onUnmounted, ref, shallowRef, type Ref } from 'vue'
import { api, ApiFault, newKey } from '../api'
import type { SessionOpened, SocketMessage } from '../contracts'
import type { FlowEvent } from '../flow/flow'
import { attempt, flow, readStanding, send } from '../flow/store'
import { textSize } from '../settings'
import { CameraFault, closeCamera, FrameGrabber, hasSeveralCameras, isMirrored, openCamera, type Facing } from './camera'
import { FrameLink, type LinkEnd, type LinkState } from './frameSocket'

export type LivePhase = 'asking' | 'opening' | LinkState

/** Camera, session and link of the camera screen; everything ends with the screen. */
export function useLiveSession(video: Ref<HTMLVideoElement | undefined>, onMessage: (message: SocketMessage) => void) {
  const phase = ref<LivePhase>('asking')
  const mirrored = ref(true)
  const several = ref(false)
  const session = shallowRef<SessionOpened | null>(null)
  let facing: Facing = 'user'
  let stream: MediaStream | null = null
  let grabber: FrameGrabber | null = null
  let link: FrameLink | null = null
  let over = false

  async function start() {
    try {
      await useCamera()
    } catch (fault) {
      if (!over) send({ type: 'failed', kind: fault instanceof CameraFault ? fault.kind : 'cameraBusy' })
      return
    }
    phase.value = 'opening'
    const key = newKey()
    await attempt(async () => {
      const opened = await api.openSession(profile(), key)
      if (!over) follow(opened)
      return null
    }, otherwise)
  }

  async function useCamera() {
    const opened = await openCamera(facing, () => send({ type: 'failed', kind: 'cameraLost' }))
    if (over || !video.value) {
      closeCamera(opened)
      return
    }
    closeCamera(stream)
    stream = opened
    mirrored.value = isMirrored(opened)
    several.value = await hasSeveralCameras()
    video.value.srcObject = opened
    await video.value.play().catch(() => undefined)
    grabber = new FrameGrabber(video.value)
  }

  async function switchCamera() {
    facing = facing === 'user' ? 'environment' : 'user'
    // some phones cannot hold two cameras open
    closeCamera(stream)
    await useCamera().catch(() => send({ type: 'failed', kind: 'cameraBusy' }))
  }

  function follow(opened: SessionOpened) {
    session.value = opened
    link = new FrameLink(opened, async () => grabber?.grab() ?? null, {
      message: onMessage,
      state: (state) => (phase.value = state),
      end: (end) => void ended(end, opened),
    })
    link.open()
  }

  async function ended(end: LinkEnd, opened: SessionOpened) {
    if (end.kind === 'decided') send({ type: 'decided', result: end.result })
    else if (end.kind === 'refused') send({ type: 'failed', kind: 'sessionOver' })
    else send((await decidedMeanwhile(opened.sessionId)) ?? { type: 'failed', kind: 'connectionLost' })
  }

  onUnmounted(() => {
    over = true
    link?.cancel()
    closeCamera(stream)
  })

  return { phase, mirrored, several, session, start, switchCamera }
}

/** The decision may have been made while the connection was gone. */
async function decidedMeanwhile(sessionId: string): Promise<FlowEvent | null> {
  const result = await api.sessionResult(sessionId).catch(() => null)
  return result?.decision ? { type: 'decided', result } : null
}

/** What stands between a person and a session without being anybody's fault. */
function otherwise(fault: ApiFault): boolean {
  if (fault.code === 'consent-required') send({ type: 'consentNeeded' })
  else if (fault.code === 'with-caseworker') void readStanding()
  else return false
  return true
}

/** The slower profile for whom it helps: a second try, the largest letters, a relative who holds the phone. */
function profile(): 'standard' | 'elderly' {
  const { person, people } = flow.value
  const tried = person !== null && person.attemptsLeft < 3
  return people || tried || textSize.value === 'largest' ? 'elderly' : 'standard'
}
