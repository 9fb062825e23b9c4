import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel, Worker } from 'node:worker_threads'
import { joinBudget, MemoryBudget, shareBudget } from '@plimsoll/memory-monitor'
import { describe, expect, it, onTestFinished } from 'vitest'
import { describeBlocked, describeRemote, type Hold, type Started } from './describe-remote.js'
import { describeRemoteExpose } from './describe-remote-expose.js'

const at = (name: string) => new URL(`./fixtures/${name}`, import.meta.url)
const member = at('remote-member.mjs')

function thread(): Started {
  const worker = new Worker(member)
  return {
    port: worker,
    post: message => worker.postMessage(message),
    onMessage: listener => worker.on('message', listener),
    kill: () => void worker.terminate(),
  }
}

function child(): Started {
  const forked = fork(fileURLToPath(member))
  return {
    port: forked,
    post: message => forked.send(message as object, () => {}),
    onMessage: listener => forked.on('message', listener),
    kill: () => forked.kill('SIGKILL'),
  }
}

function holdByFile(): Hold {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const flag = join(folder, 'moves')
  return { flag, move: () => writeFileSync(flag, '') }
}

describeRemote('a worker thread', thread)
describeRemote('a forked process', child)
describeBlocked('a worker thread', thread)
describeBlocked('a forked process', child, holdByFile)
describeRemoteExpose('a worker thread', () => new Worker(at('remote-exposed.mjs')))

const exit = (ending: NodeJS.EventEmitter) => new Promise<unknown>(resolve => ending.once('exit', resolve))
const text = async (stream: NodeJS.ReadableStream | null) => {
  let all = ''
  for await (const part of stream ?? []) all += part
  return all
}

describe('Who joined a budget in Node', () => {
  it('ends when it has nothing else to do', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const thread = new Worker(at('remote-waits.mjs'))
    shareBudget(budget, thread)
    expect(await exit(thread)).toBe(0)
    const forked = fork(fileURLToPath(at('remote-waits.mjs')))
    shareBudget(budget, forked)
    expect(await exit(forked)).toBe(0)
    expect(budget.explain().holders).toEqual([])
  })

  it('ends too where nobody shares one', async () => {
    expect(await exit(new Worker(at('remote-waits.mjs')))).toBe(0)
    expect(await exit(fork(fileURLToPath(at('remote-waits.mjs'))))).toBe(0)
  })

  it('stays as long as it waits', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const own = await budget.reserve(1000)
    const waits = new Promise(resolve => budget.on('wait', resolve))
    const thread = new Worker(at('remote-waits.mjs'), { env: { BYTES: '10' }, stdout: true })
    shareBudget(budget, thread)
    await waits
    own[Symbol.dispose]()
    expect(await text(thread.stdout)).toBe('has 10\n')

    const again = await budget.reserve(1000)
    const waitsAgain = new Promise(resolve => budget.on('wait', resolve))
    const forked = fork(fileURLToPath(at('remote-waits.mjs')), { env: { BYTES: '10' }, silent: true })
    shareBudget(budget, forked)
    await waitsAgain
    again[Symbol.dispose]()
    expect(await text(forked.stdout)).toBe('has 10\n')
  })

  it('waits no longer when its owner is gone; what it holds counts until it has ended itself', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const own = await budget.reserve(1000)
    const waits = new Promise(resolve => budget.on('wait', resolve))
    const forked = fork(fileURLToPath(at('remote-waits.mjs')), { env: { BYTES: '10' }, silent: true })
    const shared = shareBudget(budget, forked)
    await waits
    forked.disconnect()
    expect(await text(forked.stdout)).toBe('BUDGET_DISCONNECTED\n')
    await shared.ended
    own[Symbol.dispose]()
    expect(budget.usedBytes).toBe(0)
  })

  it('is heard when the budget is shared late', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const thread = new Worker(at('remote-waits.mjs'), { env: { BYTES: '10' }, stdout: true })
    await new Promise(resolve => thread.once('message', resolve))
    shareBudget(budget, thread)
    expect(await text(thread.stdout)).toBe('has 10\n')
  })

  it('may have ended already', async () => {
    const budget = new MemoryBudget({ limit: 1000 })
    const thread = new Worker(at('remote-waits.mjs'))
    const forked = fork(fileURLToPath(at('remote-waits.mjs')))
    await Promise.all([exit(thread), exit(forked)])
    expect([shareBudget(budget, thread).status, shareBudget(budget, forked).status]).toEqual(['ended', 'ended'])
    expect(budget.explain().holders).toEqual([])
  })
})

describe('A budget shared over a MessagePort', () => {
  it('is joined at its other end, and ends when it closes', async () => {
    const { port1, port2 } = new MessageChannel()
    const budget = new MemoryBudget({ limit: 1000 })
    const shared = shareBudget(budget, port1)
    const joined = joinBudget({ port: port2, slackBytes: 0 })
    const reservation = await joined.reserve(700)
    expect(reservation.bytes).toBe(700)
    expect(shared.bytes).toBeGreaterThanOrEqual(700)
    port2.close()
    await shared.ended
    expect(budget.usedBytes).toBe(0)
    await expect(joined.reserve(100)).rejects.toMatchObject({ code: 'BUDGET_DISCONNECTED' })
    expect(joined.isJoined).toBe(false)
  })
})
