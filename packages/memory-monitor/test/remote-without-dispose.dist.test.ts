import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const fixture = fileURLToPath(new URL('./fixtures/remote-without-dispose.mjs', import.meta.url))

it('Budgets are given up wholly on platforms without Symbol.dispose', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [fixture])
  expect(JSON.parse(stdout)).toEqual({
    closed: ['ended', 0, 0, 2 ** 20],
    guaranteed: 0,
    covered: 5000,
    shrunk: 3000,
    left: ['ended', 0, 0, 2 ** 20],
    nested: [0, 0, 2 ** 20],
    methods: [false, false, false, false],
  })
})
