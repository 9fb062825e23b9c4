import { spawn } from 'node:child_process'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('../examples/one-line.mjs', import.meta.url))

/** The service of the guide in a process of its own, as it stands. */
async function service(env = {}) {
  const child = spawn(process.execPath, [script], { env: { ...process.env, NODE_OPTIONS: '', PORT: '0', ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  let told = ''
  child.stderr.on('data', text => {
    told += text
  })
  const address = await new Promise((resolve, reject) => {
    child.stdout.once('data', text => resolve(String(text).trim()))
    child.once('exit', code => reject(new Error(`ended with ${code}: ${told}`)))
  })
  const upload = async (records, tenant = 'acme') => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'x-tenant': tenant },
      body: JSON.stringify(records),
    })
    return { status: response.status, retry: response.headers.get('retry-after'), ...(await response.json()) }
  }
  const memory = async () => (await fetch(`${address}/memory`)).json()
  /** Announces a body and sends none of it. */
  const announce = bytes => {
    const open = request(address, {
      method: 'POST',
      headers: { 'content-length': bytes, 'x-tenant': 'slow' },
    })
    open.on('error', () => {}) // destroyed below
    open.flushHeaders()
    onTestFinished(() => open.destroy())
    return open
  }
  return { upload, memory, announce, told: () => told }
}

describe('the service of the guide', () => {
  it('takes uploads, passes over what it has seen, and gives back what each reserved', async () => {
    const { upload, memory } = await service()
    const records = [
      { id: 1, text: 'one line' },
      { id: 2, text: 'for all that hold memory' },
    ]
    expect(await upload(records)).toEqual({ status: 200, retry: null, fresh: 2 })
    expect(await upload(records)).toMatchObject({ fresh: 0 })
    const { limit, holders, waiting } = await memory()
    expect(limit).toBe(512 * 2 ** 20)
    const names = holders.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['records', 'seen ids', 'idle buffers', 'word counter']))
    expect(names.some(name => name.startsWith('tenant'))).toBe(false)
    expect(waiting).toEqual([])
    expect(holders.find(({ name }) => name === 'records').usage.entries).toBe(2)
  })

  it('answers 413 to what can never fit, and 503 to what waited in vain', async () => {
    const { upload, memory, announce } = await service({ LINE: '16MiB', WAIT_MS: '300' })
    expect(await upload([{ id: 1, text: 'x'.repeat(3 * 2 ** 20) }])).toMatchObject({
      status: 413,
      error: expect.stringContaining('upload asks for 24 MiB'),
    })
    announce(500_000)
    await expect
      .poll(async () => (await memory()).holders.find(({ name }) => name === 'tenant slow')?.reservedBytes)
      .toBe(4_000_000)
    const late = await upload([{ id: 2, text: 'x'.repeat(400_000) }], 'slow')
    expect(late).toMatchObject({ status: 503, retry: '1', error: expect.stringContaining('upload') })
    expect(await upload([{ id: 2, text: 'x' }], 'slow')).toMatchObject({ status: 200, fresh: 1 })
  })

  it('lets go of what it can have again when others need the room, and lives', async () => {
    const { upload, memory, told } = await service({ LINE: '6MiB' })
    for (let batch = 0; batch < 40; batch++) {
      const records = Array.from({ length: 200 }, (_, at) => ({
        id: `${batch}-${at}`,
        text: `${batch} ${at} `.repeat(100),
      }))
      expect(await upload(records)).toMatchObject({ status: 200, fresh: 200 })
      const { limit, usedBytes } = await memory()
      expect(usedBytes).toBeLessThanOrEqual(limit)
    }
    expect(told()).toMatch(/records gave \d+ bytes/)
    expect(told()).not.toContain('never given back')
  })
})
