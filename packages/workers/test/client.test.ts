import { startWorker } from '@plimsoll/workers'
import { describe, expect, it } from 'vitest'
import { FakeNodePort, FakeWebPort } from './fake-port.js'

const started = () => {
  const ports: FakeWebPort[] = []
  const worker = startWorker(() => {
    const port = new FakeWebPort()
    ports.push(port)
    return port
  })
  const port = ports[0] as FakeWebPort
  return { worker, port, ports }
}
const ready = ['plimsoll:ready', undefined]
const died = expect.objectContaining({ name: 'WorkersError', code: 'WORKER_DIED' })

describe('A worker’s client', () => {
  it('sends a number, a name and the arguments, with what moves', async () => {
    const { worker, port } = started()
    const buffer = new ArrayBuffer(8)
    const call = worker.call('sum', [1, 2], { transfer: [buffer] })
    expect(port.sent).toEqual([[['plimsoll:call', 1, 'sum', [1, 2]], [buffer]]])
    port.say(['plimsoll:reply', 1, 3])
    expect(await call).toBe(3)
  })

  it('refuses arguments that are no array, and sends nothing', async () => {
    const { worker, port } = started()
    for (const [args, shown] of [
      [5, '5'],
      ['text', 'text'],
      [undefined, 'undefined'],
      [{ length: 0 }, 'an object'],
    ]) {
      await expect(worker.call('sum', args as never)).rejects.toMatchObject({
        code: 'WORKER_INVALID_ARGUMENTS',
        message: `the arguments of "sum" are ${shown}; give an array`,
      })
    }
    expect([port.sent, worker.pending]).toEqual([[], 0])
  })

  it('minds nothing that is not of its calls', async () => {
    const { worker, port } = started()
    const call = worker.call('sum', [1, 2])
    const foreign = ['text', undefined, null, [], {}, [1, 'progress'], [1, 'failed', true], ['other', 1], [[1], 2]]
    for (const data of [...foreign, ['plimsoll:reply', 7, 'of no call']]) port.say(data)
    expect(worker.pending).toBe(1)
    port.say(['plimsoll:reply', 1, 'once'])
    port.say(['plimsoll:reply', 1, 'twice'])
    expect(await call).toBe('once')
    expect(worker.pending).toBe(0)
  })

  it('buries a worker that sends what cannot be read, or cannot read what it is sent', async () => {
    const { worker, ports } = started()
    const unreadable = [
      (port: FakeWebPort) => port.dispatchEvent(new MessageEvent('messageerror')),
      (port: FakeWebPort) => port.say(['plimsoll:unreadable']),
      (port: FakeWebPort) => port.dispatchEvent(new Event('close')),
    ]
    for (const [life, happen] of unreadable.entries()) {
      const call = worker.call('sum', [])
      const port = ports[life] as FakeWebPort
      port.say(ready)
      happen(port)
      await expect(call).rejects.toEqual(died)
      expect([port.ended, worker.restarts]).toEqual([1, life])
    }
  })

  it('hears nothing more of a worker that was buried', async () => {
    const { worker, ports } = started()
    const [first] = ports as [FakeWebPort]
    first.say(ready)
    first.dispatchEvent(new Event('close'))
    const call = worker.call('sum', [])
    first.say(['plimsoll:reply', 1, 'from the grave'])
    first.dispatchEvent(new Event('close'))
    expect([worker.pending, worker.restarts]).toEqual([1, 1])
    ports[1]?.say(['plimsoll:reply', 1, 'alive'])
    expect(await call).toBe('alive')
  })

  it('keeps an error of the worker from being one of the page', async () => {
    const { worker, port } = started()
    port.say(ready)
    const call = worker.call('sum', [])
    const error = Object.assign(new Event('error', { cancelable: true }), {
      message: 'broken',
      filename: 'job.js',
      lineno: 7,
    })
    port.dispatchEvent(error)
    expect(error.defaultPrevented).toBe(true)
    await expect(call).rejects.toThrow('failed: broken (job.js:7)')
  })

  it('gives a worker three starts in a row to become ready, counted anew by one that does', async () => {
    const { worker, ports } = started()
    const fail = async (life: number) => {
      const call = worker.call('sum', [])
      ports[life]?.dispatchEvent(new Event('error'))
      await expect(call).rejects.toMatchObject({ code: 'WORKER_START_FAILED' })
    }
    await fail(0)
    await fail(1)
    const call = worker.call('sum', [])
    ports[2]?.say(ready)
    ports[2]?.dispatchEvent(new Event('close'))
    await expect(call).rejects.toEqual(died)
    for (const life of [3, 4, 5]) await fail(life)
    await expect(worker.call('sum', [])).rejects.toMatchObject({ code: 'WORKER_START_FAILED' })
    expect(ports).toHaveLength(6)
  })
})

describe('A process of Node', () => {
  it('is kept alive by its worker while calls are pending, and no longer', async () => {
    const port = new FakeNodePort()
    const worker = startWorker(() => port)
    expect(port.alive).toBe(false)
    const controller = new AbortController()
    const [first, second] = [worker.call('sum', []), worker.call('sum', [], { signal: controller.signal })]
    expect(port.alive).toBe(true)
    port.say('message', ['plimsoll:reply', 1, 1])
    expect([await first, port.alive]).toEqual([1, true])
    controller.abort('enough')
    await expect(second).rejects.toBe('enough')
    expect(port.alive).toBe(false)
  })

  it('hears of a message that cannot be read', async () => {
    const port = new FakeNodePort()
    const worker = startWorker(() => port)
    port.say('message', ready)
    const call = worker.call('sum', [])
    const cause = new Error('unknown kind')
    port.say('messageerror', cause)
    await expect(call).rejects.toMatchObject({ code: 'WORKER_DIED', cause })
  })
})
