import { MemoryBudget, shareBudget } from '@plimsoll/memory-monitor'
import { describe, expect, it } from 'vitest'
import { describeBlocked, describeRemote, type Started } from './describe-remote.js'
import { describeRemoteExpose } from './describe-remote-expose.js'

function worker(): Started {
  const started = new Worker(new URL('./fixtures/remote-member.mjs', import.meta.url), { type: 'module' })
  return {
    port: started,
    post: message => started.postMessage(message),
    onMessage: listener => started.addEventListener('message', event => listener(event.data)),
    kill: () => started.terminate(),
  }
}

describeRemote('a Web Worker', worker)
describeBlocked('a Web Worker', worker)
describeRemoteExpose(
  'a Web Worker',
  () => new Worker(new URL('./fixtures/remote-exposed.mjs', import.meta.url), { type: 'module' }),
)

describe('A budget shared with a worker that never runs', () => {
  it('ends', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const shared = shareBudget(budget, new Worker('./there-is-none.mjs', { type: 'module' }))
    await shared.ended
    expect(budget.explain().holders).toEqual([])
  })
})

describe('A budget shared with a worker that throws', () => {
  it('does not end by that', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const text = 'onmessage = () => postMessage(1); setTimeout(() => { throw new Error("expected") })'
    const thread = new Worker(URL.createObjectURL(new Blob([text])))
    const shared = shareBudget(budget, thread)
    await new Promise<void>(resolve =>
      thread.addEventListener('error', event => {
        event.preventDefault()
        resolve()
      }),
    )
    const answer = new Promise(resolve => thread.addEventListener('message', resolve))
    thread.postMessage(1)
    await answer
    expect(shared.status).toBe('waiting')
    shared.close()
    thread.terminate()
  })
})

describe('A budget shared with a worker whose end shows by its lock alone', () => {
  it('has all back when the lock comes free', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const port = Object.assign(new EventTarget(), { postMessage() {} })
    const shared = shareBudget(budget, port)
    const { port1, port2 } = new MessageChannel()
    const name = `test-${crypto.randomUUID()}`
    let free = () => {}
    await new Promise<void>(resolve => {
      void navigator.locks.request(name, () => {
        resolve()
        return new Promise<void>(freed => {
          free = freed
        })
      })
    })
    const granted = new Promise(resolve => {
      port1.onmessage = ({ data }) => {
        const { kind } = data[2]
        if (kind === 'grant') resolve(undefined)
        if (kind === 'share' && shared.status === 'waiting') {
          port1.postMessage(['plimsoll:budget', 1, { kind: 'join' }])
          port1.postMessage(['plimsoll:budget', 1, { kind: 'want', id: 1, bytes: 600, ahead: 0, waits: false }])
        }
      }
    })
    port.dispatchEvent(new MessageEvent('message', { data: ['plimsoll:budget-offer', 1, name, port2] }))
    await granted
    expect(budget.usedBytes).toBe(600)
    free()
    await shared.ended
    expect(budget.usedBytes).toBe(0)
  })
})
