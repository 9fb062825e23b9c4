import * as workers from '@plimsoll/workers'
import { expect, it } from 'vitest'

it('exports these names', () => {
  expect(Object.keys(workers).sort()).toMatchInlineSnapshot(`
    [
      "WorkersError",
      "expose",
      "startWorker",
      "transfer",
    ]
  `)
})
