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
function masthead(html: string): string {
  const page = /data-page="([^"]*)"/.exec(html)?.[1] ?? ''
  const up = page === '' ? './' : '../'
  const link = (name: string) => `<a href="${up}${name}/"${name === page ? ' aria-current="page"' : ''}>${name}</a>`
  return `<header class="masthead">
      <a class="home" href="${up}../">${mark}<span>Plimsoll</span></a>
      <nav aria-label="Packages">${names.map(link).join('')}</nav>
    </header>`
}

export default app({
  plugins: [
    {
      name: 'masthead',
      transformIndexHtml: {
        order: 'pre',
        handler: (html: string) => html.replace('<!-- masthead -->', masthead(html)),
      },
    },
  ],
  build: {
    rollupOptions: { input: [file('index.html'), ...names.map(name => file(`${name}/index.html`))] },
  },
})
