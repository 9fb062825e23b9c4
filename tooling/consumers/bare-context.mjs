// Imports the module that the first argument names where there is nothing but JavaScript and what all server runtimes share:
// no process, window, document, Worker or import.meta.url. As on the edge, what is imported may not start anything.
import { readFileSync } from 'node:fs'
import { createContext, SourceTextModule } from 'node:vm'

const shared = [
  ...['AbortController', 'AbortSignal', 'Blob', 'CompressionStream', 'DecompressionStream', 'DOMException', 'Event'],
  ...['EventTarget', 'FormData', 'Headers', 'MessageChannel', 'MessagePort', 'ReadableStream', 'Request', 'Response'],
  ...['TextDecoder', 'TextEncoder', 'TransformStream', 'URL', 'URLSearchParams', 'WebAssembly', 'WritableStream'],
  ...['atob', 'btoa', 'console', 'performance', 'queueMicrotask', 'structuredClone'],
]
const later = ['fetch', 'setInterval', 'setTimeout']

const globals = Object.fromEntries(shared.map(name => [name, globalThis[name]]))
for (const name of later)
  globals[name] = () => {
    throw new Error(`${name}() is called while the module is imported; the edge allows that in requests alone`)
  }
globals.self = globals
const context = createContext(globals)
context.self = context

const [file] = process.argv.slice(2)
const module = new SourceTextModule(readFileSync(file, 'utf8'), { context, identifier: file })
await module.link(name => {
  throw new Error(`imports "${name}", which is not there on the edge`)
})
await module.evaluate()
if (Object.keys(module.namespace).length === 0) throw new Error(`${file} is empty`)
