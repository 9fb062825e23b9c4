import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { app } from '@plimsoll/tooling/vite'

const { plimsoll } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as {
  plimsoll: { cards: { title: string }[] }
}
const names = plimsoll.cards.map(card => card.title)
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const mark =
  '<svg viewBox="0 0 48 48" width="28" height="28" fill="none" stroke="currentColor" stroke-width="3.5" aria-hidden="true"><circle cx="24" cy="24" r="13"/><path d="M3 24h42"/></svg>'

// The same on every page; written at build time, so that nothing jumps when the script arrives.
function framed(html: string): string {
  const page = /data-page="([^"]*)"/.exec(html)?.[1] ?? ''
  const up = page === '' ? './' : '../'
  const [, title = ''] = /<h1>(.*?)<\/h1>/.exec(html) ?? []
  const [lead = '', summary = ''] = /<p class="lead">(.*?)<\/p>/.exec(html) ?? []
  return html
    .replace('<!-- head -->', head(title, summary, up))
    .replace('<!-- masthead -->', masthead(page, up))
    .replace(lead, `${lead}\n      ${links(page, up)}`)
}

function head(title: string, summary: string, up: string): string {
  return `
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${summary}" />
    <title>${title} · Plimsoll</title>
    <link rel="icon" href="${up}src/mark.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${up}src/style.css" />
  `
}

function masthead(page: string, up: string): string {
  const link = (name: string) => `<a href="${up}${name}/"${name === page ? ' aria-current="page"' : ''}>${name}</a>`
  return `<header class="masthead">
      <a class="home" href="${up}../">${mark}<span>Plimsoll</span></a>
      <nav aria-label="Packages">${names.map(link).join('')}</nav>
    </header>
    <noscript>This page runs the package in your browser, and needs JavaScript for it.</noscript>`
}

function links(page: string, up: string): string {
  const [docs, what] = page === '' ? ['', 'Documentation'] : [`modules/_plimsoll_${page}.html`, 'README and API']
  return `<p class="links"><a href="${up}../docs/${docs}">${what}</a><a href="${up}../">Gallery</a></p>`
}

export default app({
  plugins: [
    {
      name: 'frame',
      transformIndexHtml: {
        order: 'pre',
        handler: framed,
      },
    },
  ],
  build: {
    rollupOptions: { input: [file('index.html'), ...names.map(name => file(`${name}/index.html`))] },
  },
})
