import { describeBlocked, describeRemote, type Started } from './describe-remote.js'
import { describeRemoteExpose } from './describe-remote-expose.js'

function worker(): Started {
  const started = new Worker(new URL('./fixtures/remote-member.mjs', import.meta.url), { type: 'module' })
  return {
    port: started,
    post: message => started.postMessage(message),
    onMessage: listener => started.addEventListener('message', event => listener(event.data)),
    kill: () => started.terminate(),
  }
}

describeRemote('a Web Worker', worker)
describeBlocked('a Web Worker', worker)
describeRemoteExpose(
  'a Web Worker',
  () => new Worker(new URL('./fixtures/remote-exposed.mjs', import.meta.url), { type: 'module' }),
)
