// The worker of films on a platform that breaks down at the tenth frame, in the way that its name says.
const prototypes = globalThis as unknown as {
  VideoEncoder: { prototype: { encode(...args: unknown[]): void } }
  FileSystemSyncAccessHandle: { prototype: { write(...args: unknown[]): number } }
}

if (self.name === 'encoder') {
  const { prototype } = prototypes.VideoEncoder
  const { encode } = prototype
  let calls = 0
  prototype.encode = function (...args) {
    calls += 1
    if (calls === 10) throw new DOMException('the encoder is gone', 'OperationError')
    encode.apply(this, args)
  }
}

if (self.name === 'disk') {
  prototypes.FileSystemSyncAccessHandle.prototype.write = () => {
    throw new DOMException('no room', 'QuotaExceededError')
  }
}

import '../src/frame-storage.video.worker.js'
