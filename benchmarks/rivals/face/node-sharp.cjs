// The six models as a Node user would run them: sharp (libvips) for pixels, onnxruntime-node for inference, one thread.
// Steps and models are those of our pipeline; MODELS names the folder of fr_*.onnx.
const path = require('node:path')
const ort = require('onnxruntime-node')
const sharp = require('sharp')

sharp.concurrency(1)
sharp.cache(false)

const names = ['detect', 'landmark', 'liveness', 'eye', 'pose', 'feature']
const sessions = {}
const arcFace = [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
const centred = { scale: [1 / 128, 1 / 128, 1 / 128], offset: [-127 / 128, -127 / 128, -127 / 128] }
const plain = { scale: [1, 1, 1], offset: [0, 0, 0] }
const imageNet = {
  scale: [1 / (255 * 0.229), 1 / (255 * 0.224), 1 / (255 * 0.225)],
  offset: [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
}

exports.load = async () => {
  for (const name of names) {
    sessions[name] = await ort.InferenceSession.create(path.join(process.env.MODELS, `fr_${name}.onnx`), {
      intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3,
    })
  }
}

const infer = (name, data, shape) => sessions[name].run({ input: new ort.Tensor('float32', data, shape) })

function colour(pixels, side, { scale, offset }, bgr, height = side) {
  const plane = side * height
  const tensor = new Float32Array(3 * plane)
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) tensor[c * plane + i] = pixels[i * 3 + (bgr ? 2 - c : c)] * scale[c] + offset[c]
  }
  return tensor
}

function gray(pixels, side, scale) {
  const tensor = new Float32Array(side * side)
  for (let i = 0; i < tensor.length; i++) tensor[i] = (0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2]) * scale
  return tensor
}

const softmax = (values) => {
  const most = Math.max(...values)
  const powers = Array.from(values, (v) => Math.exp(v - most))
  const sum = powers.reduce((a, b) => a + b)
  return powers.map((v) => v / sum)
}

const angle = (values) => softmax(values).reduce((sum, v, i) => sum + v * i, 0) * 3 - 99

function crop({ data, info }, x, y, width, height, side) {
  const left = Math.max(0, Math.floor(x))
  const top = Math.max(0, Math.floor(y))
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .extract({ left, top, width: Math.max(1, Math.min(Math.floor(width), info.width - left)), height: Math.max(1, Math.min(Math.floor(height), info.height - top)) })
    .resize(side, side, { fit: 'fill', kernel: 'linear' }).raw().toBuffer()
}

function suppress(scores, boxes, count) {
  const candidates = []
  for (let i = 0; i < count; i++) if (scores[2 * i + 1] >= 0.65) candidates.push(i)
  candidates.sort((a, b) => scores[2 * b + 1] - scores[2 * a + 1])
  const area = (i) => (boxes[4 * i + 2] - boxes[4 * i]) * (boxes[4 * i + 3] - boxes[4 * i + 1])
  const overlap = (a, b) => {
    const width = Math.min(boxes[4 * a + 2], boxes[4 * b + 2]) - Math.max(boxes[4 * a], boxes[4 * b])
    const height = Math.min(boxes[4 * a + 3], boxes[4 * b + 3]) - Math.max(boxes[4 * a + 1], boxes[4 * b + 1])
    return width > 0 && height > 0 ? (width * height) / (area(a) + area(b) - width * height) : 0
  }
  const kept = []
  for (const i of candidates) if (kept.every((k) => overlap(i, k) <= 0.4)) kept.push(i)
  return kept.sort((a, b) => area(b) - area(a))
}

async function detect(frame) {
  const { width, height } = frame.info
  const small = await sharp(frame.data, { raw: { width, height, channels: 3 } }).resize(320, 240, { fit: 'fill', kernel: 'linear' }).raw().toBuffer()
  const { scores, boxes } = await infer('detect', colour(small, 320, centred, false, 240), [1, 3, 240, 320])
  const kept = suppress(scores.data, boxes.data, scores.data.length / 2)
  if (kept.length === 0) return { count: 0 }
  const b = boxes.data.subarray(4 * kept[0], 4 * kept[0] + 4)
  const side = (b[3] - b[1]) * height
  const [cx, cy] = [((b[0] + b[2]) / 2) * width, ((b[1] + b[3]) / 2) * height]
  const x = Math.max(0, cx - side / 2)
  const y = Math.max(0, cy - side / 2)
  return { count: kept.length, x, y, w: Math.min(width - 1, cx + side / 2) - x, h: Math.min(height - 1, cy + side / 2) - y }
}

function mapFor(points) {
  const mean = (list) => [0, 1].map((k) => list.reduce((sum, p) => sum + p[k], 0) / list.length)
  const [source, target] = [mean(points), mean(arcFace)]
  let [cosine, sine, spread] = [0, 0, 0]
  points.forEach((p, i) => {
    const [ux, uy, vx, vy] = [p[0] - source[0], p[1] - source[1], arcFace[i][0] - target[0], arcFace[i][1] - target[1]]
    cosine += ux * vx + uy * vy
    sine += ux * vy - uy * vx
    spread += ux * ux + uy * uy
  })
  const [c, s] = [cosine / spread, sine / spread]
  const [a, b] = [c / (c * c + s * s), -s / (c * c + s * s)]
  return [a, -b, source[0] - (a * target[0] - b * target[1]), b, a, source[1] - (b * target[0] + a * target[1])]
}

function align({ data, info }, m, side) {
  const plane = side * side
  const tensor = new Float32Array(3 * plane).fill(-127 / 128)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [sx, sy] = [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]]
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)]
      if (x0 < 0 || y0 < 0 || x0 >= info.width - 1 || y0 >= info.height - 1) continue
      const [fx, fy, i] = [sx - x0, sy - y0, (y0 * info.width + x0) * 3]
      const j = i + info.width * 3
      for (let c = 0; c < 3; c++) {
        const k = 2 - c
        const top = data[i + k] + (data[i + 3 + k] - data[i + k]) * fx
        const bottom = data[j + k] + (data[j + 3 + k] - data[j + k]) * fx
        tensor[c * plane + y * side + x] = (top + (bottom - top) * fy - 127) / 128
      }
    }
  }
  return tensor
}

exports.analyse = async (jpeg) => {
  const frame = await sharp(jpeg).rotate().removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const face = await detect(frame)
  if (face.count === 0) return 0
  const { x, y, w, h } = face
  const { width, height } = frame.info
  const marks = (await infer('landmark', gray(await crop(frame, x, y, w, h, 64), 64, 1 / 256), [1, 1, 64, 64])).output.data
  const point = (i) => [marks[2 * i] * w + x, marks[2 * i + 1] * h + y]
  const mid = (...list) => [0, 1].map((k) => list.reduce((sum, i) => sum + point(i)[k], 0) / list.length)

  const scale = Math.min((height - 1) / h, (width - 1) / w, 2.7)
  const left = Math.min(Math.max(0, x + w / 2 - (w * scale) / 2), width - 1 - w * scale)
  const top = Math.min(Math.max(0, y + h / 2 - (h * scale) / 2), height - 1 - h * scale)
  softmax((await infer('liveness', colour(await crop(frame, left, top, w * scale, h * scale, 128), 128, plain, true), [1, 3, 128, 128])).output.data)

  const [leftEye, rightEye] = [mid(37, 38, 40, 41), mid(43, 44, 46, 47)]
  for (const [eye, side] of [[leftEye, (point(39)[0] - point(36)[0]) * 1.6], [rightEye, (point(45)[0] - point(42)[0]) * 1.6]]) {
    await infer('eye', gray(await crop(frame, eye[0] - side / 2, eye[1] - side / 2, side, side, 24), 24, 1 / 255), [1, 1, 24, 24])
  }

  const pose = await infer('pose', colour(await crop(frame, x - w / 4, y - h / 4, w * 1.5, h * 1.5, 224), 224, imageNet, false), [1, 3, 224, 224])
  Object.values(pose).map((p) => angle(p.data))

  const template = (await infer('feature', align(frame, mapFor([leftEye, rightEye, point(30), mid(48, 60), mid(54, 64)]), 112), [1, 3, 112, 112])).output.data
  Math.hypot(...template)
  return face.count
}
