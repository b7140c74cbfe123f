// Runs a rival on numbered pictures: prints READY, then for each index on standard input "wallMs cpuMs faces".
// node serve.cjs PIPELINE.cjs PICTURE...
const fs = require('node:fs')
const path = require('node:path')
const readline = require('node:readline')

const pipeline = require(path.resolve(process.argv[2]))
const pictures = process.argv.slice(3).map((file) => fs.readFileSync(file))
console.log = () => {} // the libraries greet

async function main() {
  await pipeline.load()
  process.stdout.write('READY\n')
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const cpu = process.cpuUsage()
    const start = performance.now()
    const faces = await pipeline.analyse(pictures[Number(line)])
    const wall = performance.now() - start
    const used = process.cpuUsage(cpu)
    process.stdout.write(`${wall} ${(used.user + used.system) / 1000} ${faces}\n`)
  }
  process.exit(0)
}

main().catch((fault) => {
  process.stderr.write(`${fault.stack}\n`)
  process.exit(1)
})
