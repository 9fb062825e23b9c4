import { get } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { galleryPage } from '../gallery.mjs'
import { listen } from '../serve.mjs'

const servers = []
const serve = async port => {
  const server = await listen(port)
  servers.push(server)
  return server
}
const urlOf = server => `http://127.0.0.1:${server.address().port}`

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

describe('the gallery server', () => {
  it('isolates every page, the missing ones too', async () => {
    const url = urlOf(await serve(0))
    for (const path of ['/', '/gallery.css', '/no-such-page']) {
      const { headers } = await fetch(url + path)
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  it('listens on this machine alone', async () => {
    const server = await serve(0)
    expect(server.address().address).toBe('127.0.0.1')
  })

  it('takes the next free port when the first is taken', async () => {
    const first = await serve(0)
    const { port } = first.address()
    const second = await serve(port)
    expect(second.address().port).toBeGreaterThan(port)
    expect((await fetch(`${urlOf(second)}/`)).status).toBe(200)
  })

  it('answers no page under another name', async () => {
    const { port } = (await serve(0)).address()
    const status = host =>
      new Promise((resolve, reject) =>
        get({ host: '127.0.0.1', port, headers: { host } }, answer => resolve(answer.resume().statusCode)).on(
          'error',
          reject,
        ),
      )
    expect(await status('evil.example')).toBe(421)
    expect(await status(`127.0.0.1.evil.example:${port}`)).toBe(421)
    expect(await status(`localhost:${port}`)).toBe(200)
  })

  it('answers 404 in words for a page that is not there', async () => {
    const answer = await fetch(`${urlOf(await serve(0))}/no-such-page`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('no such page')
  })

  it('does not leave the folders that it serves', async () => {
    const url = urlOf(await serve(0))
    for (const path of [
      '/..%2fpackage.json',
      '/docs/..%2f..%2fpackage.json',
      '/heatmap-video/%2e%2e/%2e%2e/package.json',
    ])
      expect((await fetch(url + path)).status).toBe(404)
  })
})

describe('the start page', () => {
  const site = cards => ({ path: 'x', folder: '/nowhere', cards })

  it('has a card for each app and each playground, and a link to the docs', () => {
    const page = galleryPage([
      site([{ title: 'Heatmap video', summary: 'A film.', path: 'heatmap-video/' }]),
      site([{ title: 'bytes', summary: 'Counts.', path: 'playground/bytes/' }]),
      { path: 'docs', folder: '/nowhere', cards: [] },
    ])
    expect([...page.matchAll(/href="(\/[^"]*\/)"/g)].map(match => match[1])).toEqual([
      '/docs/',
      '/heatmap-video/',
      '/playground/bytes/',
    ])
  })

  it('shows a card’s text as text', () => {
    const page = galleryPage([site([{ title: '<b>&"', summary: '</p>', path: 'x/' }])])
    expect(page).toContain('<h3>&#60;b&#62;&#38;&#34;</h3><p>&#60;/p&#62;</p>')
  })

  it('says what to do when nothing is built', () => {
    expect(galleryPage([])).toContain('npm run build')
  })
})
