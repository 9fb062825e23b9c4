import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const pathOf = (relative: string) => realpathSync(fileURLToPath(new URL(relative, import.meta.url)))
const USERS = ['options', 'fetching', 'wrapping'].map(name => pathOf(`./users/${name}.ts`))
const PEER = pathOf('../../node_modules/lru-cache/dist/esm/node/index.d.ts')
const OURS = pathOf('../../src/index.ts')

/** What the compiler says of the users' programs where `lru-cache` is the module at `path`. */
function complaints(path: string, more: ts.CompilerOptions): string[] {
  const program = ts.createProgram(USERS, {
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['@plimsoll/source'],
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    noImplicitOverride: true,
    skipLibCheck: true,
    paths: { 'lru-cache': [path] },
    ...more,
  })
  if (!program.getSourceFile(path)) return [`${path} is not what they import`]
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, start = 0, messageText }) => {
    if (!file || !USERS.includes(file.fileName)) return []
    const { line } = file.getLineAndCharacterOfPosition(start)
    return `${file.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

describe('programs that were written for lru-cache', () => {
  it.each([
    ['as most users compile', {}],
    ['with exactOptionalPropertyTypes', { exactOptionalPropertyTypes: true }],
  ])('compile unchanged, %s', (_, options) => {
    expect(complaints(OURS, options)).toEqual([])
  })

  it('compile with lru-cache itself, so that they are such programs', () => {
    expect(complaints(PEER, {})).toEqual([])
  })
})
