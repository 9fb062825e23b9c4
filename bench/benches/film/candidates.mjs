import { inPage } from '../../harness/page.mjs'

const script = '/bench/benches/film/page.mjs'

export const ours = inPage(script, 'ours')
export const mediaRecorder = inPage(script, 'mediaRecorder')
export const bare = inPage(script, 'bare')
