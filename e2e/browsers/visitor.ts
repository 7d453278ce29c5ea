/** Somebody who uses the page, in any browser: finds things by role and name, as Playwright's journeys do. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from '@playwright/test'
import type * as TestingLibrary from '@testing-library/dom'
import { noteCanary } from '../../backend/test/process/canaries.ts'
import type { Window } from './driver.ts'

/** The newest element in view with this role and name, or with this label. */
export type Place = {
  role?: string
  name?: string
  label?: string
  within?: Place
}

/** How long something may take, and how often one looks. */
export const OFTEN = { timeout: 10_000, intervals: [50] }

/** What the browsers say of an element that is no longer in the page; nothing has been pressed then. */
const REPLACED = /stale element|no such node|is not displayed/

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g

const testingLibrary = readFileSync(
  createRequire(import.meta.url).resolve(
    '@testing-library/dom/dist/@testing-library/dom.umd.min.js',
  ),
  'utf8',
)

declare global {
  var TestingLibraryDom: typeof TestingLibrary
  var find: (place: Place) => HTMLElement | undefined
}

export class Visitor {
  readonly #window: Window
  readonly #site: string

  constructor(window: Window, site: string) {
    this.#window = window
    this.#site = site
  }

  async open(path = '/') {
    await this.#window.goTo(this.#site + path)
    await this.#takeOver()
  }

  async refresh() {
    await this.#window.reload()
    await this.#takeOver()
  }

  /** Presses it, or what has taken its place when the page replaces it first. */
  async press(place: Place) {
    await expect.poll(() => this.#isPressed(place), { ...OFTEN, message: words(place) }).toBe(true)
  }

  /** Keys, into what has the focus. */
  async type(text: string) {
    noteCanary('words', text)
    await this.#window.type(text)
  }

  async attach(place: Place, path: string) {
    await this.#window.chooseFile(await this.#waitFor(place), path)
  }

  /** What can be read there, or stands in the field; undefined where there is nothing. */
  async textAt(place: Place): Promise<string | undefined> {
    const text = await this.#window.call((at) => {
      const element = find(at)
      if (!element) return null
      // biome-ignore lint/performance/useDomNodeTextContent: textContent has the hidden text too
      return 'value' in element ? String(element.value) : element.innerText
    }, place)
    return text ?? undefined
  }

  async sees(place: Place, text: RegExp | string = /.*/) {
    await expect.poll(() => this.textAt(place), { ...OFTEN, message: words(place) }).toMatch(text)
  }

  async seesNothing(place: Place) {
    await expect.poll(() => this.textAt(place), { ...OFTEN, message: words(place) }).toBeUndefined()
  }

  async attributeOf(place: Place, name: string): Promise<string | undefined> {
    const value = await this.#window.call(
      (at, attribute) => find(at)?.getAttribute(attribute) ?? null,
      place,
      name,
    )
    return value ?? undefined
  }

  /** Calls a function in the page that needs nothing from here. */
  look = <Result>(inPage: () => Result) => this.#window.call(inPage)
  path = () => this.#window.call(() => location.pathname)
  screenshot = () => this.#window.screenshot()
  resize = (width: number, height: number) => this.#window.resize(width, height)

  /** Waits for the page's scripts, and brings what finds elements. */
  async #takeOver() {
    await expect
      .poll(
        () => this.#window.call(() => document.querySelector('aside[data-hydrated]') !== null),
        OFTEN,
      )
      .toBe(true)
    const stored = await this.#window.call(() => Object.values({ ...sessionStorage }).join(' '))
    for (const [id] of stored.matchAll(UUID)) noteCanary('session id', id)
    await this.#window.call(`() => { ${testingLibrary}; globalThis.find = ${findInPage} }`)
  }

  async #isPressed(place: Place): Promise<boolean> {
    const element = await this.#waitFor(place)
    try {
      await this.#window.click(element)
      return true
    } catch (error) {
      if (REPLACED.test(String(error))) return false
      throw error
    }
  }

  async #waitFor(place: Place) {
    const search = () =>
      this.#window.find((at) => {
        const element = find(at)
        element?.scrollIntoView({ block: 'nearest', behavior: 'instant' })
        return element
      }, place)
    let element = await search()
    await expect
      .poll(
        async () => {
          element ??= await search()
          return element !== undefined
        },
        { ...OFTEN, message: words(place) },
      )
      .toBe(true)
    if (!element) throw new Error(`There is no ${words(place)}.`)
    return element
  }
}

/** Runs in the page, by itself. */
function findInPage({ role, name, label, within }: Place): HTMLElement | undefined {
  const { queryAllByLabelText, queryAllByRole } = TestingLibraryDom
  const inside = within ? find(within) : document.body
  if (!inside) return undefined
  const byName = name === undefined ? {} : { name }
  const found = role
    ? queryAllByRole(inside, role, byName)
    : queryAllByLabelText(inside, label ?? '')
  return found.at(-1)
}

const words = ({ role, name, label, within }: Place): string =>
  [role, name ?? label, within && `in ${words(within)}`].filter(Boolean).join(' ')
