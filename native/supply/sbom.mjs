// Bill of materials in CycloneDX 1.5 from what is locked: NuGet, npm, models, native parts. No network; the same inputs give the
// same bytes. Usage: node sbom.mjs --root REPOSITORY --out FILE [--nuget FOLDER]
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { homedir } from 'node:os'

const SKIPPED = new Set(['node_modules', 'bin', 'obj', 'dist', 'build', '.git', 'artifacts'])
const options = Object.fromEntries(process.argv.slice(2).reduce((pairs, word, at, all) => (at % 2 ? pairs : [...pairs, [word.replace(/^--/, ''), all[at + 1]]]), []))
const root = options.root
if (!root || !options.out) fail('expected --root REPOSITORY --out FILE, found ' + (process.argv.slice(2).join(' ') || 'nothing'))
const nuget = options.nuget || process.env.NUGET_PACKAGES || join(homedir(), '.nuget', 'packages')
const stated = readJson(join(root, 'native/supply/licences.json'))

const components = new Map()
for (const file of find(root, 'packages.lock.json')) addNuget(file)
for (const file of find(root, 'package-lock.json')) addNpm(file)
addModels()
addNative()

const sorted = [...components.values()].sort((one, other) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1))
const refused = sorted.flatMap((part) => licencesOf(part).filter((licence) => !isAllowed(licence, part.scope)).map((licence) => `${part['bom-ref']}: ${licence}`))
if (refused.length) fail(`licences that are not in native/supply/licences.json:\n${refused.join('\n')}`)

const version = /<Version>([^<]+)<\/Version>/.exec(readFileSync(join(root, 'Directory.Build.props'), 'utf8'))[1]
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  serialNumber: `urn:uuid:${uuidOf(JSON.stringify(sorted))}`,
  version: 1,
  metadata: {
    component: { type: 'application', 'bom-ref': 'socialinsurance', name: 'SocialInsurance', version, licenses: [{ license: { id: 'MIT' } }] },
    properties: [{ name: 'scope', value: 'required: part of the product; excluded: tools of the build, tests and benchmarks' }],
  },
  components: sorted,
}
mkdirSync(dirname(options.out), { recursive: true })
writeFileSync(options.out, JSON.stringify(bom, null, 2) + '\n')
process.stderr.write(`${sorted.length} components in ${options.out}\n`)

function addNuget(file) {
  for (const packages of Object.values(readJson(file).dependencies)) {
    for (const [name, entry] of Object.entries(packages)) {
      if (entry.type === 'Project') continue
      const hash = Buffer.from(entry.contentHash, 'base64').toString('hex')
      add({ purl: `pkg:nuget/${name}@${entry.resolved}`, name, version: entry.resolved, licence: nugetLicence(name, entry.resolved), hash: ['SHA-512', hash], isProduct: isProduct(file) })
    }
  }
}

function nugetLicence(name, version) {
  const known = stated.nuget[name]
  if (known) return known
  const id = name.toLowerCase()
  const path = join(nuget, id, version.toLowerCase(), `${id}.nuspec`)
  if (!existsSync(path)) fail(`${name} ${version}: the restored package is not in the packages folder; restore first`)
  const found = /<license\s+type="expression"[^>]*>([^<]+)<\/license>/.exec(readFileSync(path, 'utf8'))
  return found ? found[1].trim() : fail(`${name} ${version}: states no licence expression; read its licence and state it in native/supply/licences.json`)
}

function addNpm(file) {
  for (const [path, entry] of Object.entries(readJson(file).packages)) {
    if (!path || entry.link) continue
    const name = entry.name || path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const licence = stated.npm[name] || entry.license || fail(`${name} ${entry.version}: the lock states no licence; read it and state it in native/supply/licences.json`)
    const [algorithm, digest] = (entry.integrity || '').split('-')
    add({
      purl: `pkg:npm/${name.replace('@', '%40')}@${entry.version}`,
      name,
      version: entry.version,
      licence,
      hash: digest ? [algorithm.replace(/^sha/, 'SHA-'), Buffer.from(digest, 'base64').toString('hex')] : null,
      // vite and its parts run in the build and leave nothing in the product but its output
      isProduct: isProduct(file) && !entry.dev,
    })
  }
}

function addModels() {
  for (const model of readJson(join(root, 'models/manifest.json')).models) {
    put({
      type: 'machine-learning-model',
      'bom-ref': `model:${model.name}@${model.sha256.slice(0, 16)}`,
      name: model.name,
      version: model.sha256.slice(0, 16),
      description: `${model.task}; ${model.source}`,
      scope: 'required',
      hashes: [{ alg: 'SHA-256', content: model.sha256 }],
      licenses: licence(stated.models[model.source] || fail(`${model.name}: ${model.source} has no licence in native/supply/licences.json`)),
    })
  }
}

/** What CMake links: the versions are those of this machine. */
function addNative() {
  for (const part of stated.native) {
    const version = part.version || pkgConfig(part.pkgConfig)
    put({ type: 'library', 'bom-ref': `native:${part.name}`, name: part.name, ...(version ? { version } : {}), description: part.use, scope: 'required', licenses: licence(part.licence) })
  }
}

function pkgConfig(name) {
  try {
    return execFileSync('pkg-config', ['--modversion', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}

function add({ purl, name, version, licence: stated_, hash, isProduct: needed }) {
  put({
    type: 'library', 'bom-ref': purl, name, version, scope: needed ? 'required' : 'excluded',
    ...(hash ? { hashes: [{ alg: hash[0], content: hash[1] }] } : {}), licenses: licence(stated_), purl,
  })
}

/** A part that product and tests share is the product's. */
function put(part) {
  const before = components.get(part['bom-ref'])
  if (!before || before.scope === 'excluded') components.set(part['bom-ref'], part)
}

function licence(text) {
  if (/ (OR|AND|WITH) /.test(text)) return [{ expression: text }]
  return [{ license: stated.spdx.includes(text) || stated.toolsOnly.includes(text) ? { id: text } : { name: text } }]
}

function licencesOf(part) {
  return part.licenses.map((one) => one.expression ?? one.license.id ?? one.license.name)
}

/** Of a choice one must be allowed, of a combination all. */
function isAllowed(text, scope) {
  const allowed = scope === 'excluded' ? [...stated.spdx, ...stated.named, ...stated.toolsOnly] : [...stated.spdx, ...stated.named]
  return text.replace(/[()]/g, '').split(' OR ').some((choice) => choice.split(' AND ').every((one) => allowed.includes(one.trim())))
}

function isProduct(file) {
  const top = relative(root, file).split(sep)[0]
  return top === 'src' || top === 'native' || top === 'models'
}

function* find(folder, name) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* find(join(folder, entry.name), name)
    else if (entry.isFile() && entry.name === name) yield join(folder, entry.name)
  }
}

function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes[6] = (bytes[6] & 0x0f) | 0x80 // version 8: made from content
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function fail(why) {
  process.stderr.write(`SBOM: ${why}\n`)
  process.exit(1)
}
