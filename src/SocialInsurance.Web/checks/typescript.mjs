// Lets node's own test runner read the page's TypeScript: types are taken off, nothing is checked (vue-tsc did that).
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import typescript from 'typescript'

if (isMainThread) register(import.meta.url)

export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && !/\.\w+$/.test(specifier)) {
    const file = new URL(`${specifier}.ts`, context.parentURL)
    if (existsSync(file)) return { url: file.href, shortCircuit: true }
  }
  return next(specifier, context)
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const source = await readFile(fileURLToPath(url), 'utf8')
  const options = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 }
  return { format: 'module', source: typescript.transpileModule(source, { compilerOptions: options }).outputText, shortCircuit: true }
}
