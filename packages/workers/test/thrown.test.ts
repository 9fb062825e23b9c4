import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ErrorClass, packThrown, unpackThrown } from '../src/thrown.js'
import { CellError } from './job-api.js'

const travel = (thrown: unknown, classes: ErrorClass[] = []) =>
  unpackThrown(structuredClone(packThrown(thrown)), classes)

describe('What was thrown, after its way to the caller', () => {
  const builtIn = fc.constantFrom(Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError)
  const made = fc.record({
    Class: builtIn,
    message: fc.string(),
    fields: fc.dictionary(
      fc.string().filter(key => !['name', 'message', 'stack', 'cause', 'errors', '__proto__'].includes(key)),
      fc.oneof(fc.string(), fc.integer(), fc.constant(undefined), fc.array(fc.boolean()), fc.date()),
    ),
    cause: fc.option(fc.anything(), { nil: undefined }),
  })

  it('is of the same class, with the same message, stack, cause and fields', () => {
    fc.assert(
      fc.property(made, ({ Class, message, fields, cause }) => {
        const error = Object.assign(new Class(message, { cause }), fields)
        const arrived = travel(error) as Error
        expect(arrived).toBeInstanceOf(Class)
        expect([arrived.name, arrived.message, arrived.stack]).toEqual([error.name, message, error.stack])
        expect(Object.keys(arrived)).toEqual(Object.keys(error))
        expect({ ...arrived }).toEqual({ ...error })
        expect(arrived.cause).toEqual(error.cause)
      }),
    )
  })

  it('is an instance of a class that was named, by the name of its instances, as minifiers leave it', () => {
    const Minified = class a extends CellError {}
    const arrived = travel(Object.assign(new CellError('CELL_BROKEN', 'broken'), { cell: 3 }), [Minified])
    expect(arrived).toBeInstanceOf(Minified)
    expect(arrived).toMatchObject({ code: 'CELL_BROKEN', message: 'broken', cell: 3 })
  })

  it('passes classes by whose constructor wants something else', () => {
    const Picky = class extends Error {
      constructor() {
        throw new Error('never')
        // biome-ignore lint/correctness/noUnreachable: the language asks for it
        super()
      }
    }
    expect(travel(new CellError('CELL_BROKEN', 'broken'), [Picky, CellError])).toBeInstanceOf(CellError)
  })

  it('keeps an error of another name under that name', () => {
    const error = Object.assign(new Error('message'), { name: 'HouseError' })
    const arrived = travel(error) as Error
    expect([arrived.name, arrived.message, Object.keys(arrived)]).toEqual(['HouseError', 'message', []])
  })

  it('keeps what the platform throws', () => {
    for (const name of ['AbortError', 'TimeoutError', 'NotAllowedError', 'TypeError']) {
      const arrived = travel(new DOMException('why', name))
      expect(arrived).toBeInstanceOf(DOMException)
      expect(arrived).toMatchObject({ name, message: 'why' })
    }
  })

  it('is there although its own class would not take a field, or takes nothing more', () => {
    const Frozen = class extends RangeError {
      override readonly name = 'CellError'
      readonly code: string
      constructor(code: string, message: string) {
        super(message)
        this.code = code
        Object.freeze(this)
      }
      set cell(_: number) {
        throw new Error('read only')
      }
    }
    const sent = Object.assign(new CellError('CELL_BROKEN', 'broken'), { cell: 3, row: 4 })
    expect(travel(sent, [Frozen])).toMatchObject({ message: 'broken', code: 'CELL_BROKEN' })
  })
})
