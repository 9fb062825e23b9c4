#!/usr/bin/env node
import { resolve } from 'node:path'
import { CommanderError } from 'commander'
import { JobError } from './errors.js'
import { models } from './models/index.js'
import { type CommandOptions, command } from './node/command.js'
import { dataAsked } from './node/data-asked.js'
import { jobFromOptions, modelAsked } from './node/job-options.js'
import { modelList } from './node/model-list.js'
import { parseOutput } from './node/output.js'
import type { RenderOptions, RenderReport } from './node/render.js'
import { partOf, progressText, summary } from './node/report.js'
import { exitCodes, stopSignal } from './node/stop-signal.js'
import { ProgressLine } from './node/terminal.js'
import { UsageError } from './node/usage-error.js'

process.exitCode = await main(process.argv.slice(2))

/** Runs the command and answers its exit code. */
async function main(args: readonly string[]): Promise<number> {
  const signal = stopSignal()
  const line = new ProgressLine()
  try {
    const program = command()
    program.parse(args, { from: 'user' })
    await run(program.opts<CommandOptions>(), signal, line)
    return 0
  } catch (error) {
    line.end()
    // Commander has written its own message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    // What no volume has is seen when the frames are known; a job is wrong before anything is started.
    if (error instanceof UsageError || error instanceof JobError) {
      console.error(`error: ${error.message}\nTry --help.`)
      return 2
    }
    if (signal.aborted) {
      console.error('Stopped. The frames so far are kept: the same call goes on where this one ended.')
      return exitCodes[signal.reason as keyof typeof exitCodes]
    }
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}

async function run(options: CommandOptions, signal: AbortSignal, line: ProgressLine): Promise<void> {
  if (options.listModels) {
    process.stdout.write(options.json ? `${JSON.stringify(models, undefined, 2)}\n` : modelList())
    return
  }
  const { out, json } = options
  const data = options.data === undefined ? undefined : await dataAsked(options.data, options)
  const model = data ? undefined : modelAsked(options)
  if (out === undefined) throw new UsageError('--out is missing; write film.mp4, film.webm, or a folder for PNG files')
  const job = data?.job ?? jobFromOptions({ ...options, ...(model ?? { model: 'data' }) })
  const output = parseOutput(out)
  if (data && output.kind === 'film')
    throw new UsageError('--data makes PNG files: name a folder for --out; the page makes films of files')
  const render: RenderOptions = {
    colours: options.colours,
    openFile: data?.open,
    range: options.range,
    view: options.view,
    fps: options.fps,
    scale: options.scale,
    workers: options.workers,
    maxMemory: options.maxMemory,
    session: options.session === undefined ? undefined : resolve(options.session),
    signal,
    onNote: text => {
      line.end()
      console.error(text)
    },
    onProgress: progress => line.show(progressText(progress), partOf(progress)),
  }
  let report: RenderReport
  // Loaded when needed: the browser's driver alone takes as long to load as all else.
  if (output.kind === 'film') report = await (await import('./node/film.js')).renderFilm(job, output, render)
  else report = await (await import('./node/frames.js')).renderFrames(job, output.path, render)
  line.end()
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : summary(report, out))
}
