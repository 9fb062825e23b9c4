const module = 'candidates.mjs'
const ours = (name, start, role = 'ours') => ({ name, role, module, start })
const peer = (name, start, of) => ({ name, role: 'peer', module, start, ...(of && { package: of }) })
const limit = (name, start) => ({ name, role: 'limit', module, start })

const file =
  'a log of 200 MiB in the page cache, 114 bytes a line, one of a hundred with a name that is not ASCII; every line is counted, and its length summed and checked'

const common = {
  unit: 'MB/s',
  better: 'higher',
  browser: false,
  builds: ['@plimsoll/streaming-processor'],
  rounds: { full: 11, quick: 3 },
}

const byEvents = [
  peer('readline, events', 'readlineEvents'),
  peer('split2', 'split2', 'split2'),
  peer('event-stream', 'eventStream', 'event-stream'),
  peer('byline', 'byline', 'byline'),
]

export const benches = {
  'lines-batches': {
    ...common,
    title: 'Lines of a file, in batches of strings',
    about: `Reading ${file}. The limit decodes line by line from blocks of 256 KiB that it reads into one buffer.`,
    goals: [{ text: 'at least twice as fast as the best peer', to: 'best peer', min: 2 }],
    candidates: [
      ours('lines().batches()', 'batches'),
      ours('lines().batches({ size: 1000 })', 'batchesOfThousand', 'variant'),
      ours('lines().batches() of a Node stream', 'batchesOfStream', 'variant'),
      ...byEvents,
      peer('readline, for await', 'readlineLoop'),
      limit('each line decoded from a block', 'limitBatches'),
    ],
  },
  'lines-one-by-one': {
    ...common,
    title: 'Lines of a file, one by one in for await',
    about: `Reading ${file}. readline also by its events, which is its faster way. The limit is a hand-made next() over decoded blocks; a plain async generator is the way most write it.`,
    goals: [
      { text: 'at least 1.7 times as fast as readline by its events', to: 'readline, events', min: 1.7 },
      { text: 'at least 1.7 times as fast as readline in for await', to: 'readline, for await', min: 1.7 },
    ],
    candidates: [
      ours('for await of lines()', 'oneByOne'),
      peer('readline, for await', 'readlineLoop'),
      peer('readline, events', 'readlineEvents'),
      peer('split2, for await', 'split2Loop', 'split2'),
      peer('an async generator', 'generatorLoop'),
      limit('a hand-made next()', 'limitOneByOne'),
    ],
  },
  'lines-bytes': {
    ...common,
    title: 'Lines of a file as bytes, without strings',
    about: `Reading ${file.replace('and its length summed', 'and its bytes summed')}. The limit counts the line feeds in blocks of 256 KiB by Buffer.indexOf, and knows no lines.`,
    goals: [{ text: 'at least 0.8 of the speed of a bare scan', to: 'a scan for line feeds', min: 0.8 }],
    candidates: [ours('byteLines()', 'bytes'), limit('a scan for line feeds', 'limitScan')],
  },
  'lines-long': {
    ...common,
    unit: 'ms',
    better: 'lower',
    title: 'One line of 64 MiB',
    about:
      'Reading a file of a single line of 64 MiB (8 MiB in a quick run) of ASCII. The limit reads the file as a whole.',
    rounds: { full: 5, quick: 2 },
    candidates: [
      ours('lines()', 'long'),
      peer('readline, events', 'longReadline'),
      peer('split2', 'longSplit2', 'split2'),
      peer('event-stream', 'longEventStream', 'event-stream'),
      peer('byline', 'longByline', 'byline'),
      limit('readFile', 'longReadFile'),
    ],
  },
  'lines-long-growth': {
    ...common,
    unit: '×',
    better: 'lower',
    title: 'How much longer a line of 64 MiB takes than one of 32 MiB',
    about: 'The quotient of the shortest times of several readings of each (8 and 4 MiB in a quick run). 2 is linear.',
    rounds: { full: 5, quick: 2 },
    goals: [{ text: 'doubles with the size: at most 2.5 times, in every round', worst: true, max: 2.5 }],
    candidates: [
      ours('lines()', 'growth'),
      peer('readline, events', 'growthReadline'),
      peer('split2', 'growthSplit2', 'split2'),
      peer('event-stream', 'growthEventStream', 'event-stream'),
    ],
  },
  'lines-browser': {
    ...common,
    title: 'Lines of a Blob in a page',
    about:
      'Reading the lines of a Blob of 64 MiB of the same log in Chromium, in batches of strings; every line is counted, and its length summed and checked. What is split by hand keeps the text of a whole block alive with any of its lines; ours are copies.',
    browser: true,
    rounds: { full: 7, quick: 2 },
    goals: [{ text: 'no slower than TextDecoderStream, split by hand', to: 'TextDecoderStream, split', min: 1 }],
    candidates: [
      ['lines().batches()', 'ours', 'batches'],
      ['for await of lines()', 'variant', 'oneByOne'],
      ['TextDecoderStream, split', 'peer', 'decoderStream'],
      ['TextDecoder line by line', 'peer', 'lineByLine'],
      ['TextDecoder of chunks, split', 'limit', 'decoder'],
    ].map(([name, role, start]) => ({ name, role, module: 'browser-candidates.mjs', start })),
  },
}
