// What the gallery shows: the built apps, each with the cards that its package.json names, and the documentation.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The sites that are built now.
 *
 * @returns {{ path: string, folder: string, cards: { title: string, summary: string, path: string }[] }[]}
 */
export function sitesOf() {
  const apps = readdirSync(`${root}apps`)
    .filter(name => existsSync(`${root}apps/${name}/dist/index.html`))
    .map(name => {
      const { description, plimsoll } = JSON.parse(readFileSync(`${root}apps/${name}/package.json`, 'utf8'))
      const cards = plimsoll?.cards ?? [{ title: name, summary: description, path: `${name}/` }]
      return { path: name, folder: `${root}apps/${name}/dist`, cards }
    })
  return existsSync(`${root}site/index.html`) ? [...apps, { path: 'docs', folder: `${root}site`, cards: [] }] : apps
}

const escaped = text => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)

const cardOf = ({ title, summary, path }) => `
      <li><a href="/${escaped(path)}"><h3>${escaped(title)}</h3><p>${escaped(summary)}</p></a></li>`

const sectionOf = (title, about, cards) =>
  cards.length === 0
    ? ''
    : `
    <h2>${title}</h2>
    <p class="about">${about}</p>
    <ul class="cards">${cards.map(cardOf).join('')}
    </ul>`

/**
 * The start page.
 *
 * @param {ReturnType<typeof sitesOf>} sites
 */
export function galleryPage(sites) {
  const cards = sites.flatMap(site => site.cards)
  const ofPlayground = card => card.path.startsWith('playground/')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Plimsoll</title>
    <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(mark('#0e7c66'))}">
    <link rel="stylesheet" href="/gallery.css">
  </head>
  <body>
    <header>
      ${mark('currentColor')}
      <div>
        <h1>Plimsoll</h1>
        <p>Small, composable packages that keep a JavaScript process inside its memory.</p>
      </div>
      ${sites.some(site => site.path === 'docs') ? '<a class="docs" href="/docs/">Documentation</a>' : ''}
    </header>
    <main>${sectionOf(
      'Demo apps',
      'Real jobs, each within a memory bound that it measures.',
      cards.filter(card => !ofPlayground(card)),
    )}${sectionOf('Packages', 'A page per package, to try it before installing it.', cards.filter(ofPlayground))}${cards.length === 0 ? '\n    <p class="about">No app is built yet: run <code>npm run build</code>, then start again.</p>' : ''}
    </main>
  </body>
</html>
`
}

// The load line of a ship: a circle cut by the line that the water may reach.
const mark = colour =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48" fill="none" stroke="${colour}" stroke-width="3" aria-hidden="true"><circle cx="24" cy="24" r="13"/><path d="M3 24h42"/></svg>`
