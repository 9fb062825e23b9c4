// <plimsoll-figure name="store-frame-node"></plimsoll-figure> draws one result of `npm run bench`: a bar for each
// candidate, its median with whiskers from the least to the most, what that means in words, and where it was measured.
;(() => {
  const svgNamespace = 'http://www.w3.org/2000/svg'
  let lastId = 0

  const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children)
  const shape = (tag, attributes = {}, ...children) =>
    filled(document.createElementNS(svgNamespace, tag), attributes, children)

  function filled(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(name, value)
    node.append(...children.filter(child => child !== undefined))
    return node
  }

  // Three digits, as many as a measurement deserves; whole numbers above that.
  function figure(value) {
    const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
    return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  }

  const times = ratio => (ratio >= 10 ? ratio.toFixed(0) : ratio >= 1.95 ? ratio.toFixed(1) : ratio.toFixed(2))

  const isTime = unit => /^(?:ms|µs|s|ns)\b|\/s$/.test(unit)
  const isMemory = unit => /^(?:[KMG]iB|bytes)\b/.test(unit)

  // What a ratio says of ours: `more` is above 1, for ratios are how many times better ours is.
  function phrase(unit, ratio) {
    if (isMemory(unit))
      return ratio >= 1
        ? `${((1 - 1 / ratio) * 100).toFixed(ratio > 20 ? 1 : 0)} % less`
        : `${times(1 / ratio)} times as much`
    if (isTime(unit)) return ratio >= 1 ? `${times(ratio)} times as fast` : `${times(1 / ratio)} times as long`
    return `${times(ratio)} times the figure`
  }

  function compared({ unit, candidates }, { to, median }) {
    const verb = isMemory(unit) ? 'holds' : isTime(unit) ? (median >= 1 ? 'is' : 'takes') : 'reaches'
    const bound = candidates.find(({ name }) => name === to)?.atLeast ? 'at least ' : ''
    const join = isMemory(unit) && median >= 1 ? 'than' : isTime(unit) ? 'as' : isMemory(unit) ? 'as' : 'of'
    return `${verb} ${bound}${phrase(unit, median)} ${join} ${to}`
  }

  function words(result) {
    const ours = result.candidates.find(({ role }) => role === 'ours')
    const best = result.ratios.find(({ to }) => to === result.bestPeer)
    // The first limit is the one that does the same work.
    const limit = result.ratios.find(({ role }) => role === 'limit')
    const parts = []
    if (best) parts.push(compared(result, best))
    if (limit)
      parts.push(
        `reaches ${times(limit.median)} of the ${isTime(result.unit) ? 'speed' : 'figure'} of the limit, ${limit.to}`,
      )
    if (!ours || parts.length === 0) return undefined
    return element('p', { class: 'text words' }, element('strong', {}, ours.name), ` ${parts.join(', and ')}.`)
  }

  // 1, 2 or 5 times a power of ten, about `count` of them up to the end.
  function ticks(end, count) {
    const rough = end / count
    const power = 10 ** Math.floor(Math.log10(rough))
    const step = [1, 2, 5, 10].find(factor => factor * power >= rough) * power
    return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step)
  }

  function chart(result, width) {
    const { candidates, unit, better, title } = result
    const longest = Math.max(...candidates.map(({ name, role }) => name.length + (role === 'limit' ? 7 : 0)))
    const labels = longest * 7.6 + 16
    const narrow = width < 560 || labels > width * 0.4
    const left = narrow ? 0 : labels
    const right = 84
    const rowHeight = narrow ? 48 : 34
    const height = candidates.length * rowHeight
    const end = Math.max(...candidates.map(({ max = 0 }) => max)) || 1
    const scale = value => left + (value / end) * (width - left - right)

    const id = `figure-${++lastId}`
    const svg = shape('svg', {
      viewBox: `0 0 ${width} ${height + 40}`,
      height: height + 40,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
    })
    const described = candidates.map(({ name, median, failed, atLeast }) =>
      median === undefined
        ? `${name}: failed, ${failed}`
        : `${name}: ${atLeast ? 'at least ' : ''}${figure(median)} ${unit}`,
    )
    svg.append(
      shape('title', { id: `${id}-title` }, title),
      shape('desc', { id: `${id}-desc` }, `Bar chart, ${better} is better. ${described.join('; ')}.`),
    )
    for (const value of ticks(end, narrow ? 3 : 5)) {
      const x = scale(value)
      svg.append(
        shape('line', { class: 'grid', x1: x, x2: x, y1: 0, y2: height + 4 }),
        shape(
          'text',
          { class: 'aside', x, y: height + 19, 'text-anchor': value === 0 ? 'start' : 'middle' },
          value.toLocaleString('en'),
        ),
      )
    }
    svg.append(shape('text', { class: 'aside', x: left, y: height + 37 }, `${unit}, ${better} is better`))
    candidates.forEach((candidate, row) => {
      svg.append(...bar(candidate, { y: row * rowHeight, left, right, width, narrow, scale }))
    })
    return svg
  }

  function bar({ name, role, median, min, max, atLeast }, { y, left, right, width, narrow, scale }) {
    const top = narrow ? y + 20 : y + 6
    const thick = 20
    const middle = top + thick / 2
    const mine = role === 'ours' ? 'ours-text' : ''
    const kind = role === 'limit' ? shape('tspan', { class: 'aside' }, '  limit') : undefined
    const at = narrow ? { x: 0, y: y + 14 } : { x: left - 12, y: middle + 4.5, 'text-anchor': 'end' }
    const label = shape('text', { ...at, class: mine }, name, kind)
    if (median === undefined) return [label, shape('text', { x: left + 6, y: middle + 4.5, class: 'aside' }, 'failed')]
    const parts = [
      label,
      shape('rect', { class: role, x: left, y: top, width: Math.max(scale(median) - left, 1.5), height: thick, rx: 2 }),
    ]
    if (max > min) {
      const across = { y1: middle, y2: middle }
      const ends = [min, max].map(scale)
      parts.push(
        shape('line', { class: 'halo', x1: ends[0], x2: Math.min(ends[1], scale(median)), ...across }),
        shape('line', { class: 'whisker', x1: ends[0], x2: ends[1], ...across }),
        ...ends.map(x => shape('line', { class: 'whisker', x1: x, x2: x, y1: middle - 4, y2: middle + 4 })),
      )
    }
    const x = Math.min(scale(max) + 8, width - right + 8)
    parts.push(shape('text', { x, y: middle + 4.5, class: mine }, `${atLeast ? '≥ ' : ''}${figure(median)}`))
    return parts
  }

  function goals({ goal, unit }) {
    if (!goal?.length) return undefined
    const reached = ({ value, worst, median, outOf }) => {
      if (value === null) return 'no value'
      if (outOf !== undefined) return `${value} of ${outOf}`
      return worst || median ? `${figure(value)} ${unit}` : phrase(unit, value)
    }
    const item = one =>
      element(
        'li',
        { class: one.met ? 'met' : 'missed' },
        element('b', {}, one.met ? 'Met' : 'Missed'),
        element('span', {}, `${one.text}: ${reached(one)}`),
      )
    return element('ul', { class: 'goals' }, ...goal.map(item))
  }

  function numbers({ candidates, ratios, unit }) {
    const head = ['', `median, ${unit}`, 'least', 'most', 'ours is better by']
    const rows = candidates.map(({ name, version, median, min, max, atLeast }) => {
      const ratio = ratios.find(({ to }) => to === name)
      const spread = ratio ? `${times(ratio.median)}× (${times(ratio.min)} to ${times(ratio.max)})` : ''
      const measured =
        median === undefined
          ? ['failed', '', '']
          : [`${atLeast ? '≥ ' : ''}${figure(median)}`, figure(min), figure(max)]
      const label = version && version !== '0.0.0' ? `${name} ${version}` : name
      return element('tr', {}, element('td', {}, label), ...[...measured, spread].map(text => element('td', {}, text)))
    })
    const notes = candidates.flatMap(({ name, notes = [], failed }) =>
      [...notes, ...(failed ? [`failed: ${failed}`] : [])].map(note => element('p', {}, `${name} ${note}`)),
    )
    const table = element(
      'table',
      { class: 'numbers' },
      element('thead', {}, element('tr', {}, ...head.map(text => element('th', { scope: 'col' }, text)))),
      element('tbody', {}, ...rows),
    )
    return element('details', {}, element('summary', {}, 'The numbers'), table, ...notes)
  }

  function caption({ machine, command, date, rounds, quick }) {
    const on = [machine.cpu, `${machine.cores} cores`, `${machine.memoryGiB} GiB`, `Node ${machine.node}`]
    if (machine.chromium) on.push(`Chromium ${machine.chromium.split('.')[0]}`)
    const how = rounds === 1 ? 'One round' : `Median of ${rounds} interleaved rounds, whiskers from least to most`
    const text = `${how}${quick ? ' (a quick run)' : ''}; ${on.join(', ')}; ${date.slice(0, 10)}. `
    return element('figcaption', {}, text, element('code', {}, command))
  }

  class PlimsollFigure extends HTMLElement {
    #resizing
    #request

    connectedCallback() {
      void this.#show()
    }

    disconnectedCallback() {
      this.#resizing?.disconnect()
      this.#request?.abort()
    }

    async #show() {
      const name = this.getAttribute('name')
      // TypeDoc says in data-base where its root lies, seen from this page.
      const url = new URL(`figures/${name}.json`, new URL(document.documentElement.dataset.base ?? './', location.href))
      this.#request = new AbortController()
      this.replaceChildren(this.#state(`The figure “${name}” is loading.`))
      this.setAttribute('aria-busy', 'true')
      try {
        const response = await fetch(url, { signal: this.#request.signal })
        if (!response.ok)
          throw new Error(
            response.status === 404 ? 'it has not been measured yet' : `the server said ${response.status}`,
          )
        this.#draw(await response.json())
      } catch (error) {
        if (this.#request.signal.aborted) return
        const command = element('code', {}, `npm run bench -- ${name}`)
        const where =
          location.protocol === 'file:'
            ? ' Browsers do not load figures from files: serve the site (npm start).'
            : ' To measure it: '
        this.replaceChildren(
          this.#state(
            `The figure “${name}” cannot be shown: ${error.message}.${where}`,
            location.protocol === 'file:' ? undefined : command,
          ),
        )
      } finally {
        this.removeAttribute('aria-busy')
      }
    }

    #state(text, ...more) {
      return element('figure', {}, element('p', { class: 'text state', role: 'status' }, text, ...more))
    }

    #draw(result) {
      const drawing = element('div')
      const about = result.about && element('p', { class: 'text about' }, result.about)
      this.replaceChildren(
        element(
          'figure',
          {},
          element('p', { class: 'text title' }, result.title),
          words(result),
          drawing,
          goals(result),
          about,
          numbers(result),
          caption(result),
        ),
      )
      let width = 0
      const redraw = () => {
        const now = Math.floor(drawing.clientWidth)
        if (now === width || now === 0) return
        width = now
        drawing.replaceChildren(chart(result, width))
      }
      redraw()
      this.#resizing = new ResizeObserver(redraw)
      this.#resizing.observe(drawing)
    }
  }

  customElements.define('plimsoll-figure', PlimsollFigure)
})()
