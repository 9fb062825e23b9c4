import { describe, expect, it } from 'vitest'
import { Gate } from '../../src/page/gate.js'

describe('Gate', () => {
  it('lets through while it is open', async () => {
    await expect(new Gate().pass()).resolves.toBeUndefined()
  })

  it('holds all who come while it is closed, and lets them go together', async () => {
    const gate = new Gate()
    gate.close()
    gate.close()
    const passed: number[] = []
    const waiting = [1, 2].map(who => gate.pass().then(() => passed.push(who)))
    await Promise.resolve()
    expect(passed).toEqual([])
    gate.open()
    await Promise.all(waiting)
    expect(passed).toEqual([1, 2])
    expect(gate.closed).toBe(false)
  })

  it('holds those again who find it closed anew', async () => {
    const gate = new Gate()
    gate.close()
    let through = false
    const waiting = gate.pass().then(() => {
      through = true
    })
    gate.open()
    gate.close()
    await Promise.resolve()
    await Promise.resolve()
    expect(through).toBe(false)
    gate.open()
    await waiting
  })
})
