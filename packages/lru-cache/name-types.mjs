// The bundler of declarations gives a type and its alias in the namespace `LRUCache` one name, which then means itself: the
// alias gets a name of its own in between.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('dist/index.d.ts', import.meta.url)
const text = readFileSync(file, 'utf8')
const start = text.indexOf('declare namespace LRUCache {')
const end = text.indexOf('\n}', start)
const between = []
const alias = /^( *)type (\w+)(.*) = \2(<[^=]*>)?;$/gm
const block = text.slice(start, end).replace(alias, (_, indent, name, parameters, given = '') => {
  between.push(`type LRUCache${name}${parameters} = ${name}${given};`)
  return `${indent}type ${name}${parameters} = LRUCache${name}${given};`
})
writeFileSync(file, `${text.slice(0, start)}${between.join('\n')}\n${block}${text.slice(end)}`)
