// Drives the service with the official JavaScript client; prints one JSON document.
// node health.mjs ADDRESS PROTO_FOLDER
import grpc from '@grpc/grpc-js'
import loader from '@grpc/proto-loader'

const [address, protos] = process.argv.slice(2)
const load = (file) => grpc.loadPackageDefinition(loader.loadSync(file, { includeDirs: [protos], enums: String, longs: String }))
const credentials = grpc.credentials.createInsecure()
const health = new (load('grpc/health/v1/health.proto').grpc.health.v1.Health)(address, credentials)
const partner = new (load('socialinsurance/v1/verification.proto').socialinsurance.v1.Verification)(address, credentials)

const unary = (client, method, request) =>
  new Promise((resolve) => client[method](request, { deadline: Date.now() + 10_000 }, (error, reply) => resolve(error ? { code: error.code, details: error.details } : reply)))

const firstOfWatch = () =>
  new Promise((resolve) => {
    const call = health.watch({ service: '' })
    let first
    call.on('data', (reply) => {
      first = reply.status
      call.cancel()
    })
    call.on('error', (error) => resolve({ first, code: error.code }))
  })

const deadlineOfWatch = () =>
  new Promise((resolve) => {
    const call = health.watch({ service: '' }, { deadline: Date.now() + 500 })
    call.on('data', () => {})
    call.on('error', (error) => resolve({ code: error.code }))
  })

const answer = {
  server: await unary(health, 'check', { service: '' }),
  unknownService: await unary(health, 'check', { service: 'no.such.Service' }),
  unserved: await unary(partner, 'getStatus', { purpose: 'interoperability' }),
  oversize: await unary(health, 'check', { service: 'x'.repeat(100_000) }),
  many: (await Promise.all(Array.from({ length: 300 }, () => unary(health, 'check', { service: '' })))).filter((reply) => reply.status === 'SERVING').length,
  watch: await firstOfWatch(),
  deadline: await deadlineOfWatch(),
}
health.close()
partner.close()
process.stdout.write(JSON.stringify(answer))
