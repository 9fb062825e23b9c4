/**
 * The worker that holds files of the origin private file system open for a page.
 *
 * @module
 */
import { expose } from '@plimsoll/workers'
import { filesApi } from './backend/files-api.js'
import { openSync } from './backend/opfs.js'

expose(filesApi(openSync))
