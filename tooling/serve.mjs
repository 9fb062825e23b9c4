// Serves the gallery: a start page, the built apps, the documentation. Isolated, on this machine alone.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import sirv from 'sirv'
import { galleryPage, sitesOf } from './gallery.mjs'
import { isolationHeaders } from './isolation.mjs'

const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/
const options = { etag: true, dev: true }

/**
 * Listens on 127.0.0.1, on `port` or the next free one.
 *
 * @param {number} [port] 0 for any
 * @returns {Promise<import('node:http').Server>}
 */
export function listen(port = 4173) {
  const sites = sitesOf()
  const handlers = new Map(sites.map(site => [site.path, sirv(site.folder, options)]))
  const start = galleryPage(sites)
  const style = ['theme.css', 'gallery.css'].map(name => readFileSync(new URL(name, import.meta.url), 'utf8')).join('')

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value)
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    // A page from elsewhere may have its own name lead here; it gets nothing.
    if (!local.test(request.headers.host ?? ''))
      return response.writeHead(421).end('This server answers on 127.0.0.1.\n')
    const [, name, rest] = /^\/([^/?]*)(.*)$/s.exec(request.url) ?? []
    const missing = () => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such page.\n')
    if (name === '') return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(start)
    if (name === 'gallery.css') return response.setHeader('Content-Type', 'text/css').end(style)
    const site = handlers.get(name)
    if (!site) return missing()
    if (!rest.startsWith('/')) return response.writeHead(302, { Location: `/${name}/${rest}` }).end()
    request.url = rest
    site(request, response, missing)
  })
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server))
    server.on('error', error => {
      if (error.code === 'EADDRINUSE' && port !== 0 && port < 65_535) server.listen(++port, '127.0.0.1')
      else reject(error)
    })
    server.listen(port, '127.0.0.1')
  })
}
