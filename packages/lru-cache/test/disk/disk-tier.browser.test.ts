import { indexedDbFiles } from '@plimsoll/files/indexeddb'
import { opfsFiles } from '@plimsoll/files/opfs'
import { describeCacheWithDisk } from './describe-cache.js'
import { describeDiskTier } from './describe-disk-tier.js'

let made = 0
const directory = () => `tiers/${Date.now()}-${made++}`

const createOpfs = async () => opfsFiles({ directory: directory() })
const createIndexedDb = async () => indexedDbFiles({ directory: directory() })

describeDiskTier('the origin private file system', createOpfs)
describeCacheWithDisk('the origin private file system', createOpfs)
describeDiskTier('IndexedDB', createIndexedDb)
describeCacheWithDisk('IndexedDB', createIndexedDb)
