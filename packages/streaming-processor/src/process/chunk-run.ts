import { Calls } from '../map/calls.js'
import type { ConcurrentMap } from '../map/concurrent-map.js'
import { ConcurrentRun } from '../map/concurrent-run.js'
import { checkMapOptions, type MapConcurrentOptions } from '../map/map-options.js'
import { disposeByReturn } from '../source/async-dispose.js'
import { later } from '../source/later.js'
import { dropSource, type Source } from '../source/source.js'
import { type Chunk, ChunkCursor, type ChunkPlace } from './chunk-cursor.js'
import { ChunkFeed } from './chunk-feed.js'
import { ChunkWork, type Worked } from './chunk-work.js'
import { Gate } from './gate.js'
import { describeCut, describeSource } from './identity.js'
import type { ChunkFunction } from './process.js'
import { type CheckedProcess, mapOptions } from './process-options.js'
import type { ProcessRun } from './process-run.js'
import type { Progress, RunReport, RunState } from './progress.js'
import { ProgressNews } from './progress-news.js'
import { SavedWork } from './saved-work.js'
import { Tally } from './tally.js'

interface Failure {
  readonly error: unknown
}

type Step<Result> = IteratorResult<Result, undefined>

/** Moves chunks through {@link mapConcurrent}, keeps account of them, and ends all of it in one place. */
export class ChunkRun<Item, Result> implements ProcessRun<Result> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  readonly name: string
  readonly #source: Source<Item>
  readonly #work: ChunkWork<Item, Result>
  readonly #options: CheckedProcess<Item, Result>
  readonly #tally: Tally
  readonly #news: ProgressNews
  readonly #saved: SavedWork | undefined
  readonly #controller = new AbortController()
  /** Ends the waiting for the checkpoint. */
  readonly #loading = new AbortController()
  readonly #pause = new Gate()
  #state: RunState = 'ready'
  #feed: ChunkFeed<Item> | undefined
  #map: ConcurrentMap<Worked<Result>> | undefined
  /** The chunk whose result was handed out last, until the next one is asked for. */
  #handedOut: ChunkPlace | undefined
  /** Calls of `next` are answered one after the other. */
  #turn: Promise<unknown> = Promise.resolve()
  /** What is being loaded, committed or saved: the end waits for it. */
  #busy: Promise<unknown> = Promise.resolve()
  /** What is thrown to the next reader. */
  #failure: Failure | undefined
  #ended: Promise<Failure | undefined> | undefined
  #report: RunReport | undefined

  constructor(source: Source<Item>, fn: ChunkFunction<Item, Result>, options: CheckedProcess<Item, Result>) {
    const { onProgress, progressEveryMs = 1000, checkpoint } = options.given
    disposeByReturn(ChunkRun.prototype)
    this.name = options.name
    this.#source = source
    this.#options = options
    this.#tally = new Tally(options.total)
    this.#work = new ChunkWork(fn, options.given, this.#tally)
    this.#saved = checkpoint && new SavedWork(checkpoint)
    const tell = onProgress && (() => onProgress(this.progress))
    this.#news = new ProgressNews(tell, progressEveryMs, error => void this.#end('failed', { error }))
  }

  /** It waits for its chunks, whoever ends it. */
  get 'plimsoll:settles'(): boolean {
    return true
  }

  get progress(): Progress {
    return this.#tally.progress(this.#state)
  }

  get report(): RunReport | undefined {
    return this.#report
  }

  next(): Promise<Step<Result>> {
    const step = this.#turn.then(() => this.#step())
    this.#turn = step.catch(() => {})
    return step
  }

  async return(): Promise<Step<Result>> {
    const isFirst = !this.#ended
    const trouble = await this.#end('aborted')
    // Those who wait already are told why it ended; who comes later is not.
    await this.#turn
    this.#failure = undefined
    if (trouble && isFirst) throw trouble.error
    return { done: true, value: undefined }
  }

  async finish(): Promise<RunReport> {
    for (let step = await this.next(); !step.done; ) step = await this.next()
    const trouble = await this.#ended
    if (trouble) throw trouble.error
    return this.#report as RunReport
  }

  pause(): void {
    if (this.#ended) return
    this.#pause.shut()
    this.#go()
  }

  resume(): void {
    if (this.#ended) return
    this.#pause.open()
    this.#go()
  }

  abort(reason?: unknown): void {
    if (this.#ended) return
    // The reason that the platform gives where there is none.
    void this.#end('aborted', { error: AbortSignal.abort(reason).reason })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #heed = () => this.abort(this.#options.given.signal?.reason)

  /** Runs or stands still, as the pause says. */
  #go(): void {
    if (this.#state === 'ready') return
    const { clock } = this.#tally
    this.#state = this.#pause.isShut ? 'paused' : 'running'
    if (this.#pause.isShut) clock.stop()
    else clock.start()
    this.#news.changed()
  }

  async #step(): Promise<Step<Result>> {
    try {
      if (!this.#map && !this.#ended && !(await this.#start())) await this.#end('done')
      if (this.#handedOut) await this.#settle(this.#handedOut, false)
      while (this.#map && !this.#ended) {
        const step = await this.#map.next()
        if (this.#ended) break
        if (step.done) await this.#end('done')
        else {
          const value = await this.#accept(step.value)
          if (value) return value
        }
      }
    } catch (error) {
      void this.#end('failed', { error: this.#work.thrown(error) })
    }
    return this.#afterEnd()
  }

  /** Takes a chunk that is done; answers what of it goes to the reader. */
  async #accept({ place, outcome }: Worked<Result>): Promise<Step<Result> | undefined> {
    this.#tally.taken(place.bytes)
    this.#news.changed()
    if (!outcome) await this.#settle(place, true)
    else if (this.#options.given.commit) await this.#settle(place, false, outcome)
    else this.#handedOut = place
    return outcome && !this.#ended ? { done: false, value: outcome.value } : undefined
  }

  /** Commits a chunk and lets the checkpoint move past it. */
  async #settle(place: ChunkPlace, isSkipped: boolean, outcome?: { readonly value: Result }): Promise<void> {
    this.#handedOut = undefined
    await this.#during(async () => {
      if (outcome) await this.#commit(place, outcome.value)
      this.#tally.settled(place)
      await this.#saved?.done(place, isSkipped)
    })
  }

  async #commit({ index, begin, end }: ChunkPlace, result: Result): Promise<void> {
    const { items: start, position } = begin
    await this.#options.given.commit?.(result, {
      key: `${this.name}/${index}`,
      ...{ index, start, count: end.items - start, position },
    })
  }

  /** Does what the end has to wait for. */
  async #during<T>(work: () => Promise<T>): Promise<T> {
    const busy = work()
    this.#busy = busy.catch(() => {})
    return busy
  }

  /** Loads the checkpoint and opens the source; answers false where nothing is left to do. */
  async #start(): Promise<boolean> {
    const { given, cut } = this.#options
    if (given.signal?.aborted) {
      this.#heed()
      return true
    }
    given.signal?.addEventListener('abort', this.#heed)
    this.#state = 'running'
    this.#go()
    const saved = this.#saved
    const state = saved && (await this.#during(() => saved.load(() => this.#about(), this.#loading.signal)))
    if (this.#ended) return true
    if (saved?.isResumed && state) {
      this.#tally.resume(state)
      // Data that is named may have grown since.
      if (state.finished && given.id === undefined) return false
    }
    const { chunks = 0, items = 0, position } = state ?? {}
    const measured = this.#tally.bytesLeft.measure(this.#source, position)
    // Where it begins at the start there is nothing to be held against the size, and nothing waits for that.
    if (position !== undefined && measured) await this.#during(() => measured)
    if (this.#ended) return true
    const cursor = new ChunkCursor(this.#source, cut, chunks, {
      items,
      ...(position === undefined ? {} : { position }),
    })
    this.#feed = new ChunkFeed(cursor, saved ? [this.#pause, saved.gate] : [this.#pause], place => {
      this.#tally.read(place.bytes)
      saved?.read(place)
    })
    const checked = checkMapOptions<Chunk<Item>>({
      ...mapOptions(given),
      sizeOf: ({ place }) => place.bytes,
      onError: this.#work.giveUp,
      signal: this.#controller.signal,
      name: this.name,
    } as MapConcurrentOptions<Chunk<Item>, never>)
    // As mapConcurrent, which cannot know that no chunk is larger than this.
    const bounded = { ...checked, expectedBytes: checked.expectedBytes ?? cut.maxBytes }
    this.#map = new ConcurrentRun(this.#feed, bounded, outcomes => new Calls(this.#work.call, outcomes, checked))
    return true
  }

  async #about() {
    const { given, cut } = this.#options
    return { source: await describeSource(this.#source, given.id), cut: describeCut(cut) }
  }

  /** Ends all of it, once. What this resolves to is what it failed of, or what then failed to close. */
  #end(status: RunReport['status'], failure?: Failure): Promise<Failure | undefined> {
    if (!this.#ended) {
      this.#state = status
      this.#failure = failure
      const { promise, begin } = later<Failure | undefined>()
      this.#ended = promise
      begin(() => this.#endOnce(status, failure))
    }
    return this.#ended
  }

  async #endOnce(status: RunReport['status'], failure: Failure | undefined): Promise<Failure | undefined> {
    this.#options.given.signal?.removeEventListener('abort', this.#heed)
    this.#news.stop()
    this.#loading.abort(failure?.error)
    if (status === 'aborted' && failure) this.#controller.abort(failure.error)
    let trouble = failure
    const attempt = async (step: () => unknown) => {
      try {
        await step()
      } catch (error) {
        trouble ??= { error }
      }
    }
    const closed = attempt(() => (this.#feed ? this.#feed.return() : dropSource(this.#source)))
    // Whoever waits there sees that the feed is closed.
    this.#pause.open()
    this.#saved?.gate.open()
    await attempt(() => this.#map?.return())
    await closed
    await this.#busy
    await attempt(() => this.#saved?.close(status === 'done' && !trouble))
    this.#tally.end()
    const came = status === 'done' && trouble ? 'failed' : status
    this.#state = came
    this.#report = this.#tally.report(came, trouble?.error)
    await attempt(() => this.#news.last())
    if (status === 'done') this.#failure = trouble
    return trouble
  }

  async #afterEnd(): Promise<Step<Result>> {
    await this.#ended
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.error
    return { done: true, value: undefined }
  }
}
