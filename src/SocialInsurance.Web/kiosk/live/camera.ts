import type { TroubleKind } from '../flow/flow'

export type Facing = 'user' | 'environment'

/** A camera that could not be opened; the kind says what to do. */
export class CameraFault extends Error {
  constructor(readonly kind: TroubleKind) {
    super(kind)
  }
}

/** Pixels of the camera itself: a picture that the browser cropped or enlarged looks to attack detection like one that was shown on a screen. */
const asTheCameraSees = (facing: Facing): MediaTrackConstraints & { resizeMode: ConstrainDOMString } => ({
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
  facingMode: facing,
  resizeMode: { ideal: 'none' },
})

/** Opens a camera of about 640 x 480. The caller stops its tracks. */
export async function openCamera(facing: Facing, onLost: () => void): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraFault('cameraInsecure')
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: asTheCameraSees(facing),
    })
    stream.getVideoTracks()[0]?.addEventListener('ended', onLost)
    return stream
  } catch (fault) {
    throw new CameraFault(kindOf(fault instanceof DOMException ? fault.name : ''))
  }
}

export function closeCamera(stream: MediaStream | null) {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/** Whether there is another camera to switch to; the list is only told after permission. */
export async function hasSeveralCameras(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  return devices.filter((device) => device.kind === 'videoinput').length > 1
}

/** Whether the picture shows the person as a mirror would; only the preview is mirrored, never a frame. */
export function isMirrored(stream: MediaStream): boolean {
  return stream.getVideoTracks()[0]?.getSettings().facingMode !== 'environment'
}

function kindOf(name: string): TroubleKind {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'cameraDenied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'cameraAbsent'
  return 'cameraBusy'
}

const LONGER_SIDE = 640
const QUALITY = 0.85

/**
 * Takes JPEG pictures of a playing video, as the camera saw them: not mirrored, at most 640 pixels wide or high, none of them twice.
 * In the dark a camera gives fewer pictures than are asked for, and one that comes again and again looks like a still that was fed in.
 */
export class FrameGrabber {
  private canvas: OffscreenCanvas | HTMLCanvasElement | null = null
  private fresh = true

  constructor(private readonly video: HTMLVideoElement) {
    this.watch()
  }

  /** Null while the camera has given no picture since the last one. */
  async grab(): Promise<ArrayBuffer | null> {
    const { videoWidth, videoHeight } = this.video
    if (!this.fresh || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || videoWidth === 0) return null
    this.fresh = !('requestVideoFrameCallback' in this.video)
    const scale = Math.min(1, LONGER_SIDE / Math.max(videoWidth, videoHeight))
    const canvas = this.sized(Math.round(videoWidth * scale), Math.round(videoHeight * scale))
    const brush = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D | null
    if (!brush) return null
    brush.drawImage(this.video, 0, 0, canvas.width, canvas.height)
    const picture = await encode(canvas)
    return picture ? picture.arrayBuffer() : null
  }

  /** Browsers that do not tell of new pictures are asked for whatever there is. */
  private watch() {
    if (!('requestVideoFrameCallback' in this.video)) return
    this.video.requestVideoFrameCallback(() => {
      this.fresh = true
      this.watch()
    })
  }

  private sized(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
    this.canvas ??= 'OffscreenCanvas' in window ? new OffscreenCanvas(width, height) : document.createElement('canvas')
    if (this.canvas.width !== width) this.canvas.width = width
    if (this.canvas.height !== height) this.canvas.height = height
    return this.canvas
  }
}

function encode(canvas: OffscreenCanvas | HTMLCanvasElement): Promise<Blob | null> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}
