import { indexedDbFiles } from '@plimsoll/files/indexeddb'
import { opfsFiles } from '@plimsoll/files/opfs'
import { describeDiskTier } from './describe-disk-tier.js'

let made = 0
const directory = () => `tiers/${Date.now()}-${made++}`

describeDiskTier('the origin private file system', async () => opfsFiles({ directory: directory() }))
describeDiskTier('IndexedDB', async () => indexedDbFiles({ directory: directory() }))
