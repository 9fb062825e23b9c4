import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { describeBlocked, describeRemote, type Started } from './describe-remote.js'

const member = new URL('./fixtures/remote-member.mjs', import.meta.url)

function thread(): Started {
  const worker = new Worker(member)
  return {
    port: worker,
    post: message => worker.postMessage(message),
    onMessage: listener => worker.on('message', listener),
    kill: () => void worker.terminate(),
  }
}

function child(): Started {
  const forked = fork(fileURLToPath(member))
  return {
    port: forked,
    post: message => forked.send(message as object, () => {}),
    onMessage: listener => forked.on('message', listener),
    kill: () => forked.kill('SIGKILL'),
  }
}

describeRemote('a worker thread', thread)
describeRemote('a forked process', child)
describeBlocked('a worker thread', thread)
