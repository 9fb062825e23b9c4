import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

const types: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html' }
const packages = new URL('../../../', import.meta.url)

/** Serves the built packages and the page of the crash test, isolated, so that bytes go through shared memory. */
export async function servePage(): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    try {
      const bytes = await readFile(new URL(`.${request.url}`, packages))
      response.setHeader('Content-Type', types[extname(request.url ?? '')] ?? 'text/plain').end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${port}/lru-cache/test/disk/crash-page.html` }
}
