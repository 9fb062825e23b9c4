import { LRUCache } from 'lru-cache'

interface Page {
  readonly text: string
}

interface Context {
  readonly token: string
}

// Without a context.
export const pages = new LRUCache<string, Page>({
  max: 100,
  ttl: 1000,
  allowStale: true,
  fetchMethod: async (url, staleValue, { signal, options }) => {
    const response = await fetch(url, { signal })
    if (!response.ok) return staleValue
    options.ttl = Number(response.headers.get('max-age'))
    if (options.size === undefined) options.noUpdateTTL = true
    return { text: await response.text() }
  },
  noDeleteOnFetchRejection: true,
  allowStaleOnFetchRejection: true,
  allowStaleOnFetchAbort: true,
  ignoreFetchAbort: true,
  backgroundFetchSize: 5,
})
export const page: Promise<Page | undefined> = pages.fetch('a')
export const refreshed: Promise<Page | undefined> = pages.fetch('a', {
  forceRefresh: true,
  signal: AbortSignal.timeout(5),
})
export const certain: Promise<Page> = pages.forceFetch('a', { status: {}, allowStale: false, ttl: 5, size: 3 })
export const anything = pages.fetch('a', { context: { any: 'thing' } })

// With a context of a type, which every fetch has to tell.
export const guarded = new LRUCache<string, Page, Context>({
  max: 100,
  fetchMethod: (url, _stale, { context }) => ({ text: url + context.token }),
  memoMethod: (url, stale, { context, options }) => {
    options.size = 4
    return stale ?? { text: context.token + url }
  },
})
export const allowed: Promise<Page | undefined> = guarded.fetch('a', { context: { token: 't' } })
export const made: Page = guarded.memo('a', { context: { token: 't' }, forceRefresh: true })
// @ts-expect-error the context is missing
guarded.fetch('a')
// @ts-expect-error the context is missing
guarded.fetch('a', { allowStale: true })
// @ts-expect-error the context is of another type
guarded.forceFetch('a', { context: 5 })
// @ts-expect-error the context is missing
guarded.memo('a')

// With none at all.
export const plain = new LRUCache<string, Page, undefined>({ max: 100, fetchMethod: async url => ({ text: url }) })
export const simple: Promise<Page | undefined> = plain.fetch('a')
export const told: Promise<Page | undefined> = plain.fetch('a', { allowStale: true, context: undefined })
// @ts-expect-error there is no context
plain.fetch('a', { context: { token: 't' } })
export const empty = new LRUCache<string, Page, void>({ max: 100, memoMethod: text => ({ text }) })
export const memoized: Page = empty.memo('a')

// Methods on their own.
export const fetcher: LRUCache.Fetcher<string, Page, Context> = async (key, stale, { signal, options, context }) => {
  const handed: LRUCache.FetcherOptions<string, Page, Context> = { signal, options, context }
  const settings: LRUCache.FetcherFetchOptions<string, Page, Context> = handed.options
  settings.allowStaleOnFetchRejection = true
  return stale ?? { text: key + handed.context.token }
}
export const nothing: LRUCache.Fetcher<string, Page> = () => {}
export const memoizer: LRUCache.Memoizer<string, Page> = (key, _stale, { options }) => {
  const settings: LRUCache.MemoizerMemoOptions<string, Page> = options
  settings.start = 5
  return { text: key }
}
export const both = new LRUCache<string, Page, Context>({ max: 1, fetchMethod: fetcher })
export const its: LRUCache.Fetcher<string, Page, Context> | undefined = both.fetchMethod
export const options: [
  LRUCache.FetchOptions<string, Page, unknown>,
  LRUCache.FetchOptionsWithContext<string, Page, Context>,
  LRUCache.FetchOptionsNoContext<string, Page>,
  LRUCache.MemoOptions<string, Page>,
  LRUCache.MemoOptionsWithContext<string, Page, Context>,
  LRUCache.MemoOptionsNoContext<string, Page>,
] = [{ forceRefresh: true }, { context: { token: 't' } }, {}, {}, { context: { token: 't' } }, {}]
export const memoizerOptions: LRUCache.MemoizerOptions<string, Page, Context> = { options: {}, context: { token: 't' } }

const status: LRUCache.Status<string, Page> = {}
pages.fetch('a', { status })
export const state: ['get' | 'inflight' | 'miss' | 'hit' | 'stale' | 'refresh' | undefined, Error | undefined] = [
  status.fetch,
  status.fetchError,
]
export const flags: (true | undefined)[] = [
  ...[status.fetchDispatched, status.fetchUpdated, status.fetchAborted, status.fetchAbortIgnored],
  ...[status.fetchResolved, status.fetchRejected, status.returnedStale, status.maxEntrySizeExceeded],
]
