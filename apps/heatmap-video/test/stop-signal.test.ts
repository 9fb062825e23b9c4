import { afterEach, expect, it, vi } from 'vitest'
import { stopSignal } from '../src/node/stop-signal.js'

const before = { SIGINT: process.listeners('SIGINT'), SIGTERM: process.listeners('SIGTERM') }

afterEach(() => {
  vi.restoreAllMocks()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    for (const listener of process.listeners(name)) if (!before[name].includes(listener)) process.off(name, listener)
})

it('aborts with the first signal, takes what comes with it for the same, and ends with the next', () => {
  const now = vi.spyOn(performance, 'now')
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
  const signal = stopSignal()
  now.mockReturnValue(1000)
  process.emit('SIGINT')
  expect([signal.aborted, signal.reason]).toEqual([true, 'SIGINT'])
  now.mockReturnValue(1500)
  process.emit('SIGINT')
  process.emit('SIGTERM')
  expect([signal.reason, exit.mock.calls]).toEqual(['SIGINT', []])
  now.mockReturnValue(1501)
  process.emit('SIGINT')
  expect(exit.mock.calls).toEqual([[130]])
})
