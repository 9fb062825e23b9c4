// `npm run docs`: TypeDoc's site in `site/`, warnings as errors, with the results that its figures draw.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = path => fileURLToPath(new URL(`../${path}`, import.meta.url))

// A figure without a result would stand there empty.
const pagesIn = folder => (existsSync(at(folder)) ? readdirSync(at(folder)).map(name => `${folder}/${name}`) : [])
const guides = readdirSync(at('packages')).flatMap(name => pagesIn(`packages/${name}/docs`))
const pages = ['docs/index.md', ...pagesIn('docs/guides'), ...guides].filter(name => name.endsWith('.md'))
const figures = pages.flatMap(page =>
  [...readFileSync(at(page), 'utf8').matchAll(/<plimsoll-figure name="([^"]+)"/g)].map(([, name]) => ({ page, name })),
)
const missing = figures.filter(({ name }) => !existsSync(at(`bench/results/${name}.json`)))
for (const { page, name } of missing)
  console.error(`${page}: figure "${name}" has no result; measure it: npm run bench -- ${name}`)
if (missing.length > 0) process.exit(1)

const { status } = spawnSync('typedoc', process.argv.slice(2), {
  cwd: at(''),
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (status !== 0) process.exit(status ?? 1)

mkdirSync(at('site/figures'), { recursive: true })
for (const file of readdirSync(at('bench/results')))
  if (file.endsWith('.json')) copyFileSync(at(`bench/results/${file}`), at(`site/figures/${file}`))
