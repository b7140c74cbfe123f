// @vladmandic/human with the modules nearest to ours: detector, mesh, iris, description, antispoof, liveness; WASM, one thread.
const fs = require('node:fs')
const path = require('node:path')
const sharp = require('sharp')

const modules = path.join(__dirname, 'node_modules')
const fetchUrl = globalThis.fetch
globalThis.fetch = async (input, init) => {
  const url = typeof input === 'string' ? input : input.url
  if (!url.startsWith('file://')) return fetchUrl(input, init)
  const type = url.endsWith('.json') ? 'application/json' : 'application/octet-stream'
  return new Response(fs.readFileSync(url.slice('file://'.length)), { status: 200, headers: { 'content-type': type } })
}

require('@tensorflow/tfjs')
const wasm = require('@tensorflow/tfjs-backend-wasm')
const { Human } = require(path.join(modules, '@vladmandic/human/dist/human.node-wasm.js')) // not among the package's exports

const wasmPath = path.join(modules, '@tensorflow/tfjs-backend-wasm/dist/')
let human

exports.load = async () => {
  wasm.setWasmPaths(wasmPath)
  wasm.setThreadsCount(1)
  const off = { enabled: false }
  human = new Human({
    debug: false, async: false, backend: 'wasm', wasmPath, cacheSensitivity: 0,
    modelBasePath: `file://${path.join(modules, '@vladmandic/human/models/')}`,
    filter: off, gesture: off, body: off, hand: off, object: off, segmentation: off,
    face: {
      enabled: true, detector: { rotation: true, maxDetected: 1 }, mesh: { enabled: true }, iris: { enabled: true },
      description: { enabled: true }, emotion: off, antispoof: { enabled: true }, liveness: { enabled: true },
    },
  })
  await human.load()
}

exports.analyse = async (jpeg) => {
  const { data, info } = await sharp(jpeg).rotate().removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const tensor = human.tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3], 'int32')
  const result = await human.detect(tensor)
  human.tf.dispose(tensor)
  return result.face.length
}
