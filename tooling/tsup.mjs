// Types name `Symbol.dispose`, and a user's `lib` may end before it.
const disposal = '/// <reference lib="esnext.disposable" />'

const shared = { format: ['esm'], sourcemap: true, target: 'es2022', removeNodeProtocol: false }

/**
 * The build of a package: entries flat in `dist/`, so that `./x.worker.js` is right from any chunk; one copy of each
 * class for all entries; each worker in one file without imports, for import maps do not reach workers.
 *
 * `rooms` are no entries, but files of their own, which bundlers leave out whole: a class with a static block cannot be
 * dropped from within a file.
 *
 * @param {{ entries: Record<string, string>, rooms?: Record<string, string>, workers?: Record<string, string> }} options
 *   name in `dist/` to source file
 * @returns {import('tsup').Options[]}
 */
export function build({ entries, rooms = {}, workers = {} }) {
  const names = Object.keys(workers)
  const main = {
    ...shared,
    entry: { ...entries, ...rooms },
    dts: { entry: { ...entries, ...workers }, banner: disposal },
    splitting: true,
    // The workers' build writes into the same folder at the same time.
    clean: names.length ? names.map(name => `!${name}.*`) : true,
  }
  const worker = { ...shared, entry: workers, splitting: false, noExternal: [/.*/] }
  return names.length ? [main, worker] : [main]
}
