// The benches are the folders of `benches/`: each has a `bench.mjs` that exports `benches`, one or several by name.
import { readdirSync } from 'node:fs'

/**
 * @param {URL} folder ends in `/`
 * @returns {Promise<object[]>} sorted by name; each knows where its candidates' modules lie
 */
export async function catalogue(folder) {
  const found = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const file = new URL(`${entry.name}/bench.mjs`, folder)
    const { benches } = await import(file)
    for (const [name, bench] of Object.entries(benches)) found.push({ name, base: file, ...bench })
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The bench of that name, or all whose names begin with it: `store` runs `store-frame-node` and `store-frame-browser`. */
export function named(benches, name) {
  const exact = benches.filter(bench => bench.name === name)
  return exact.length ? exact : benches.filter(bench => bench.name.startsWith(`${name}-`))
}
