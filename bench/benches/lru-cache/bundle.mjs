// What a package adds to a bundle: its main export alone, minified by esbuild, then gzip.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    ...{ bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022', write: false },
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000
}

/** @param {{ source: string, without?: string }} options `without`: what is there anyway, and not counted */
export async function start({ source, without }) {
  return { round: async () => (await bundled(source)) - (without ? await bundled(without) : 0) }
}
