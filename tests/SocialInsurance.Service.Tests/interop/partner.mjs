// Drives the partners' services with the official JavaScript client; prints one JSON document.
// node partner.mjs ADDRESS PROTO_FOLDER KEY
import grpc from '@grpc/grpc-js'
import loader from '@grpc/proto-loader'

const [address, protos, key] = process.argv.slice(2)
const load = (file) => grpc.loadPackageDefinition(loader.loadSync(file, { includeDirs: [protos], keepCase: true, enums: String, longs: Number, defaults: true, oneofs: true }))
const v1 = (file) => load(`socialinsurance/v1/${file}.proto`).socialinsurance.v1
const plain = grpc.credentials.createInsecure()
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip }
const verification = new (v1('verification').Verification)(address, plain)
const compressing = new (v1('verification').Verification)(address, plain, gzip)
const feeds = new (v1('feeds').Feeds)(address, plain, gzip)
const certification = new (v1('certification').Certification)(address, plain)
const health = new (load('grpc/health/v1/health.proto').grpc.health.v1.Health)(address, plain)
const reflection = new (load('grpc/reflection/v1/reflection.proto').grpc.reflection.v1.ServerReflection)(address, plain)

const authorised = () => {
  const metadata = new grpc.Metadata()
  metadata.set('authorization', `Bearer ${key}`)
  return metadata
}
const failure = (error) => ({
  code: error.code,
  details: error.details,
  // the reason stands in the packed google.rpc.ErrorInfo
  reason: error.metadata.get('grpc-status-details-bin').map((bytes) => bytes.toString('latin1').match(/[A-Z]+(_[A-Z]+)+/)?.[0])[0],
})
const unary = (client, method, request, metadata = authorised()) =>
  new Promise((resolve) => client[method](request, metadata, { deadline: Date.now() + 20_000 }, (error, reply) => resolve(error ? failure(error) : reply)))
const stream = (call, send) =>
  new Promise((resolve) => {
    const answers = []
    call.on('data', (answer) => answers.push(answer))
    call.on('error', (error) => resolve({ answers, ...failure(error) }))
    call.on('end', () => resolve({ answers, code: 0 }))
    send(call, answers)
  })
const event = (number, more = {}) => ({
  event_id: `js-${number}`, kind: 'DEATH', source: 'cremation', document_number: 'H00000001', name: '试验者一号', occurred_on: '2026-10-30', ...more,
})
const question = { document_number: 'H00000001', purpose: '互通测试', consent_reference: 'c-1' }

const answer = {
  status: await unary(verification, 'getStatus', question),
  compressed: await unary(compressing, 'getStatus', { ...question, purpose: 'x'.repeat(200) }),
  unauthenticated: await unary(verification, 'getStatus', question, new grpc.Metadata()),
  invalid: await unary(verification, 'getStatus', { ...question, purpose: '' }),
  tooLarge: await unary(verification, 'getStatus', { ...question, purpose: 'x'.repeat(100_000) }),
  report: await new Promise((resolve) => {
    const call = feeds.pushAll(authorised(), (error, reply) => resolve(error ? failure(error) : reply))
    for (let number = 0; number < 500; number++) call.write(event(number))
    call.write(event(0))
    call.write(event(501, { occurred_on: 'never' }))
    call.end()
  }),
  pushed: await stream(feeds.push(authorised()), (call) => {
    for (let number = 400; number < 600; number++) call.write(event(number))
    call.end()
  }),
  deadline: await stream(feeds.push(authorised(), { deadline: Date.now() + 700 }), (call) => call.write(event(700))),
  cancelled: await stream(feeds.push(authorised()), (call) => {
    call.on('data', () => call.cancel())
    call.write(event(701))
  }),
  watch: await stream(health.watch({ service: 'socialinsurance.v1.Feeds' }), (call) => call.on('data', () => call.cancel())),
  services: await stream(reflection.serverReflectionInfo(), (call) => {
    call.write({ list_services: '' })
    call.end()
  }),
}
const opened = await unary(certification, 'openSession', { ...question, name: '试验者一号' })
answer.opened = opened
answer.frames = await stream(certification.frames(authorised()), (call) => {
  call.write({ hello: { session_id: opened.session_id, nonce: opened.nonce } })
  for (let sequence = 1; sequence <= 20; sequence++) call.write({ frame: { sequence, client_clock_ms: sequence, jpeg: Buffer.alloc(20_000) } })
  call.write({ finish: {} })
})
answer.result = await unary(certification, 'getResult', { session_id: opened.session_id })
for (const client of [verification, compressing, feeds, certification, health, reflection]) client.close()
process.stdout.write(JSON.stringify(answer))
