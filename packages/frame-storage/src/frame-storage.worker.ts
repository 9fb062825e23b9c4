/**
 * The worker that has a session's file open for a page: statistics, checksum and writing happen beside its work.
 *
 * @module
 */
import { opfsFiles } from '@plimsoll/files/opfs'
import { expose } from '@plimsoll/workers'
import { engineApi } from './engine/engine-api.js'

expose(engineApi(directory => opfsFiles({ directory })))
