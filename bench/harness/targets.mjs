// A page and all its workers, as the browser's protocol sees them, however deep workers start workers.

// Workers wait at their start for what is to run first.
const autoAttach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: false }

/**
 * Attaches to a page and to every worker it has or starts.
 *
 * Playwright's session speaks to the page alone, so messages to workers travel wrapped, from parent to child.
 *
 * @param {import('playwright-core').Page} page not yet navigated
 * @param {string} [first] a script that runs first in the page, and in each worker as soon as it is found
 * @returns {Promise<{ page: Target, all(): Target[] }>} `all` is the page and the workers alive now
 */
export async function attach(page, first = '') {
  if (first) await page.addInitScript(first)
  const session = await page.context().newCDPSession(page)
  const root = new Target('page', first, (method, parameters) => session.send(method, parameters))
  session.on('Target.attachedToTarget', event => root.opened(event))
  session.on('Target.detachedFromTarget', event => root.closed(event))
  session.on('Target.receivedMessageFromTarget', event => root.received(event))
  await session.send('Target.setAutoAttach', autoAttach)
  return { page: root, all: () => root.family() }
}

class Target {
  #children = new Map()
  #waiting = new Map()
  #lastId = 0
  #first

  constructor(label, first, send) {
    this.label = label
    this.#first = first
    this.send = send
  }

  family() {
    return [this, ...[...this.#children.values()].flatMap(child => child.family())]
  }

  opened({ sessionId, targetInfo }) {
    const send = (method, params) => this.#relay(sessionId, child, method, params)
    const child = new Target(targetInfo.title || targetInfo.type, this.#first, send)
    this.#children.set(sessionId, child)
    // Sent in this order and done in this order. One that ends meanwhile needs none of it.
    const ended = () => {}
    child.send('Target.setAutoAttach', autoAttach).catch(ended)
    if (this.#first) child.send('Runtime.evaluate', { expression: this.#first }).catch(ended)
    child.send('Runtime.runIfWaitingForDebugger').catch(ended)
  }

  closed({ sessionId }) {
    this.#children.get(sessionId)?.ended()
    this.#children.delete(sessionId)
  }

  received({ sessionId, message }) {
    const { id, result, error, method, params } = JSON.parse(message)
    const child = this.#children.get(sessionId)
    if (!child) return
    if (method === 'Target.attachedToTarget') child.opened(params)
    else if (method === 'Target.detachedFromTarget') child.closed(params)
    else if (method === 'Target.receivedMessageFromTarget') child.received(params)
    const waiting = child.#waiting.get(id)
    child.#waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result)
  }

  ended() {
    for (const child of this.#children.values()) child.ended()
    for (const { reject } of this.#waiting.values()) reject(new Error(`${this.label} has ended`))
    this.#waiting.clear()
  }

  #relay(sessionId, child, method, params = {}) {
    return new Promise((resolve, reject) => {
      const id = ++child.#lastId
      child.#waiting.set(id, { resolve, reject })
      this.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) }).catch(
        reject,
      )
    })
  }
}
