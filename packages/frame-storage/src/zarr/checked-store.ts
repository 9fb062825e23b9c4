import { checkedV2, checkedV3, type Metadata } from './checked-metadata.js'
import type { ZarritaModule } from './zarrita.js'

/** A store as zarrita's extensions have it: they await what it answers, so it may answer at once. */
export type ZarritaStore = Parameters<ZarritaModule['withMaybeConsolidatedMetadata']>[0]

/** A store in front of another whose metadata are JSON, also where Python wrote NaN and the infinities as they are. */
export function strictStore({ defineStoreExtension }: ZarritaModule, store: ZarritaStore): ZarritaStore {
  return defineStoreExtension(inner => ({
    async get(key, options) {
      const bytes = await inner.get(key, options)
      if (!bytes || !/\/(zarr\.json|\.z(array|attrs|group|metadata))$/.test(key)) return bytes
      const text = new TextDecoder().decode(bytes)
      return isJson(text) ? bytes : new TextEncoder().encode(quoted(text))
    },
  }))(store)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

// Texts are matched to be passed over. zarrita reads the quoted words as the numbers that they are.
function quoted(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, found => (found.startsWith('"') ? found : `"${found}"`))
}

/**
 * A store in front of another where what arrays say of themselves is checked before zarrita takes it at its word; consolidated
 * or not: it has to be the one that is opened.
 *
 * @throws {@link @plimsoll/frame-storage!index.FrameStorageError | FrameStorageError} from `get`: `ZARR_UNSUPPORTED`, `ZARR_DAMAGED`
 */
export function checkedStore({ defineStoreExtension }: ZarritaModule, store: ZarritaStore): ZarritaStore {
  return defineStoreExtension(inner => ({
    async get(key, options) {
      const bytes = await inner.get(key, options)
      const check = key.endsWith('/zarr.json') ? checkedV3 : key.endsWith('/.zarray') ? checkedV2 : undefined
      const metadata = bytes && check && parsed(bytes)
      if (!metadata) return bytes
      const path = key.slice(0, key.lastIndexOf('/')) || '/'
      return new TextEncoder().encode(JSON.stringify(check(metadata, path)))
    },
  }))(store)
}

// What is no JSON object, zarrita names.
function parsed(bytes: Uint8Array): Metadata | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Metadata
  } catch {
    return undefined
  }
}
