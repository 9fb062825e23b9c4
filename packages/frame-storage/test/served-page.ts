import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

const types: Record<string, string> = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.html': 'text/html' }
const packages = new URL('../../', import.meta.url)

/** Serves the built packages, and pages of the tests that use them. */
export async function servePackages(): Promise<{ server: Server; origin: string }> {
  const server = createServer(async (request, response) => {
    try {
      const bytes = await readFile(new URL(`.${request.url}`, packages))
      response.setHeader('Content-Type', types[extname(request.url ?? '')] ?? 'text/plain').end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
