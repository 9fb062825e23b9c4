/** What a page's own player makes of a film. */
export interface Player {
  /** How long the player thinks it is, in seconds. */
  readonly duration: number
  /** The picture at a point of time, after jumping there. */
  at(seconds: number): Promise<ImageData>
  /** Plays to the end, at speed; answers where that was. */
  playThrough(): Promise<number>
  /** Lets go of the film. */
  close(): void
}

/** Opens a film as a page would show it. */
export async function play(film: Blob): Promise<Player> {
  const url = URL.createObjectURL(film)
  const video = Object.assign(document.createElement('video'), { muted: true, src: url, preload: 'auto' })
  document.body.append(video)
  await happens(video, 'loadeddata', () => {})
  return {
    duration: video.duration,
    async at(seconds) {
      await happens(video, 'seeked', () => {
        video.currentTime = seconds
      })
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
      context.drawImage(video, 0, 0)
      return context.getImageData(0, 0, canvas.width, canvas.height)
    },
    async playThrough() {
      video.currentTime = 0
      video.playbackRate = 8
      await happens(video, 'ended', () => void video.play())
      return video.currentTime
    },
    close() {
      video.remove()
      URL.revokeObjectURL(url)
    },
  }
}

function happens(video: HTMLVideoElement, event: string, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true })
    video.addEventListener('error', () => reject(new Error(`the player says: ${video.error?.message}`)), { once: true })
    begin()
  })
}
