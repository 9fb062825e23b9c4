import { parseBytes } from '@plimsoll/bytes'
import { Command, InvalidArgumentError, Option } from 'commander'
import { parseRange, type RangeChoice, rangeText, usualRange } from '../colour-range.js'
import { type ColourName, colourNames } from '../colours.js'
import { models } from '../models/index.js'
import { parseView, usualView, type View, viewText } from '../view.js'

/** What a call asks for, as commander read it. */
export interface CommandOptions {
  readonly model?: string
  readonly x?: string
  readonly y?: string
  readonly z?: string
  readonly t?: string
  readonly expression?: string
  readonly module?: string
  readonly data?: string
  readonly set?: readonly string[]
  readonly view: View
  readonly range: RangeChoice
  readonly colours: ColourName
  readonly workers?: number
  readonly maxMemory?: number
  readonly fps: number
  readonly scale?: number
  readonly session?: string
  readonly out?: string
  readonly json?: boolean
  readonly listModels?: boolean
}

const examples = `
Examples:
  npm run job -- heatmap-video --model double-pendulum --out film.mp4
  npm run job -- heatmap-video --model seir-epidemic --x r0=0.8..6:200 --y reduction=0..0.9:200 --out frames/
  npm run job -- heatmap-video --model heat-spot --view slice:z=25 --out spot.mp4
  npm run job -- heatmap-video --expression 'sin(x*y - t)' --x x=-4..4:200 --y y=-4..4:200 --range=-1..1 --out sines/
  npm run job -- heatmap-video --model driven-oscillator --t natural=0.6..1.8:25 --set force=2 --colours magma --out a.webm

With --json, call npm run -s job -- heatmap-video …: without -s, npm writes lines of its own on stdout.
An axis is parameter=from..to:steps; range and steps may be left out. Ctrl-C stops; the same call goes on where it was.
Exit code: 0 done, 1 failed, 2 wrong call, 130 stopped by Ctrl-C.`

/** The command with its options; throws instead of ending the process. */
export function command(): Command {
  return new Command('heatmap-video')
    .description(
      'Sweeps a model over a grid of parameters: frames of x by y simulations over t, as a film or PNG files.',
    )
    .addOption(new Option('--model <id>', 'what to simulate').choices(models.map(({ id }) => id)))
    .option('--x <axis>', 'columns of a frame (default: the model’s own axis, 50 steps)')
    .option('--y <axis>', 'rows of a frame, upwards')
    .option('--z <axis>', 'planes of a volume (default: the model’s own axis, where it has one)')
    .option('--t <axis>', 'frames')
    .option('--expression <formula>', 'a model of your own: a formula in x, y, t, and z in volumes')
    .option('--module <path>', 'a model of your own: a module that exports simulate({ x, y, t })')
    .addOption(
      new Option(
        '--set <name=value>',
        'a parameter that is on no axis; may be given again (default: the model’s own)',
      ).argParser((text, before: readonly string[] | undefined) => [...(before ?? []), text]),
    )
    .option('--data <file>', 'no model: the frames of a .npy file of (t, y, x) or (t, z, y, x)')
    .addOption(
      new Option('--colours <map>', 'colour map').choices([...colourNames]).default(colourNames[0], colourNames[0]),
    )
    .addOption(
      new Option('--range <range>', 'values with the first and the last colour: global, robust, or such as 0..1')
        .argParser(checked(parseRange))
        .default(usualRange, rangeText(usualRange)),
    )
    .addOption(
      new Option('--view <view>', 'what of a volume is drawn: max:z, mean:y, slice:x=12')
        .argParser(checked(parseView))
        .default(usualView, viewText(usualView)),
    )
    .option('--out <path>', 'film.mp4 or film.webm (in a browser), or a folder for PNG files (needs none)')
    .option('--fps <n>', 'frames per second of a film', wholeNumber(1, 120), 25)
    .option('--scale <n>', 'pixels per cell (default: what makes the short side 480 or more)', wholeNumber(1, 64))
    .option('--workers <n>', 'workers (default: one per core)', wholeNumber(1, 256))
    .option(
      '--max-memory <size>',
      'the most that is held, such as 64MiB (default: workers + 2 frames and 16 MiB)',
      byteSize,
    )
    .option(
      '--session <folder>',
      'where the frames are kept, also afterwards (default: beside --out, deleted when done)',
    )
    .option('--json', 'one JSON document on stdout')
    .option('--list-models', 'all models with their parameters, and nothing else')
    .addHelpText('after', examples)
    .allowExcessArguments(false)
    .exitOverride()
}

function checked<T>(parse: (text: string) => T): (text: string) => T {
  return text => {
    try {
      return parse(text)
    } catch (error) {
      throw new InvalidArgumentError(`${(error as Error).message}.`)
    }
  }
}

function byteSize(text: string): number {
  try {
    return parseBytes(text)
  } catch (error) {
    throw new InvalidArgumentError(`Give a size such as 64MiB: ${(error as Error).message}.`)
  }
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`)
  }
}
