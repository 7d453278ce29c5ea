import ts from 'typescript'
import { describe, expect, test, vi } from 'vitest'
import { browsersWithout } from './compat-data.ts'
import { usedInScripts } from './used-in-scripts.ts'
import { usedInStyles } from './used-in-styles.ts'

// TypeScript reads all of its libraries first.
vi.setConfig({ testTimeout: 30_000 })

describe('in scripts, what some supported browser lacks is found', () => {
  test.each([
    ['AbortSignal.any([])', 'api.AbortSignal.any_static'],
    ['Promise.withResolvers()', 'javascript.builtins.Promise.withResolvers'],
    ['URL.canParse("")', 'api.URL.canParse_static'],
    ['Array.fromAsync([])', 'javascript.builtins.Array.fromAsync'],
    ['Object.groupBy([], String)', 'javascript.builtins.Object.groupBy'],
    ['Response.json({})', 'api.Response.json_static'],
    ['requestIdleCallback(() => {})', 'api.Window.requestIdleCallback'],
    ['window.requestIdleCallback(() => {})', 'api.Window.requestIdleCallback'],
    ['new Intl.Segmenter("en")', 'javascript.builtins.Intl.Segmenter'],
    ['new Set([1]).union(new Set([2]))', 'javascript.builtins.Set.union'],
    ['document.body.togglePopover()', 'api.HTMLElement.togglePopover'],
    ['document.querySelector("p")?.checkVisibility()', 'api.Element.checkVisibility'],
    ['document.startViewTransition(() => {})', 'api.Document.startViewTransition'],
    ['"".isWellFormed()', 'javascript.builtins.String.isWellFormed'],
    ['navigator.userActivation.isActive', 'api.Navigator.userActivation'],
    ['globalThis.AbortSignal.any([])', 'api.AbortSignal.any_static'],
    ['const { any: combine } = AbortSignal', 'api.AbortSignal.any_static'],
    ['const { any } = AbortSignal', 'api.AbortSignal.any_static'],
    ['export const page = <dialog closedby="any" />', 'html.elements.dialog.closedby'],
    ['export const page = <div popover="auto" />', 'html.global_attributes.popover'],
  ])('%s', (code, feature) => {
    expect(lackingInScript(code)).toContain(feature)
  })

  test.each([
    'AbortSignal.timeout(1)',
    'new Promise((resolve) => resolve(1)).then(() => {})',
    'new URL("").searchParams.get("a")',
    '[1].toSorted().at(-1)',
    'structuredClone({})',
    'document.querySelector("dialog")?.showModal()',
    'export const page = <dialog aria-label="a" className="b" />',
  ])('and %s is not', (code) => {
    expect(lackingInScript(code)).toEqual([])
  })

  test('a function of our own that has the name of a feature is none', () => {
    const own = 'class URL { static canParse() { return true } }; URL.canParse(); export {}'

    expect(lackingInScript(own)).toEqual([])
  })
})

describe('in styles, what some supported browser lacks once they are compiled is found', () => {
  test.each([
    ['a { field-sizing: content }', 'css.properties.field-sizing'],
    ['a:has(b) { color: red }', 'css.selectors.has'],
    ['a { width: calc-size(auto, size) }', 'css.types.calc-size'],
    ['a { width: round(1.5px + 1vw, 1px) }', 'css.types.round'],
    ['a { color: rgb(from var(--a) r g b) }', 'css.types.color.rgb.relative_syntax'],
    ['a { text-wrap: pretty }', 'css.properties.text-wrap.pretty'],
    ['a { anchor-name: --a }', 'css.properties.anchor-name'],
    ['@starting-style { a { color: red } }', 'css.at-rules.starting-style'],
    ['@media (scripting: none) { a { color: red } }', 'css.at-rules.media.scripting'],
    ['@scope (a) { b { color: red } }', 'css.at-rules.scope'],
    ['a:popover-open { color: red }', 'css.selectors.popover-open'],
    ['a:user-invalid { color: red }', 'css.selectors.user-invalid'],
  ])('%s', (css, feature) => {
    expect(lackingInStyle(css)).toContain(feature)
  })

  test.each([
    'a { color: light-dark(red, blue) }',
    'a { & b { color: red } }',
    'a { color: color-mix(in oklab, var(--a), blue) }',
    'a { height: 100dvh; inset-inline: 0; translate: 1px; overflow: clip }',
    '@layer x { a:focus-visible::before { color: red } }',
    '@supports (field-sizing: content) { a { field-sizing: content } }',
  ])('and %s is not', (css) => {
    expect(lackingInStyle(css)).toEqual([])
  })
})

function lackingInStyle(css: string) {
  return usedInStyles('a.css', css)
    .map(({ feature }) => feature)
    .filter(isLacking)
}

const isLacking = (feature: string) => browsersWithout(feature).length > 0

/** Every library of TypeScript, as if we used each. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  jsx: ts.JsxEmit.Preserve,
  types: [],
}
const libraries = ts.createCompilerHost(options)
let last: ts.Program | undefined

function lackingInScript(code: string) {
  const name = '/page.tsx'
  const host: ts.CompilerHost = {
    ...libraries,
    getSourceFile: (file, version) =>
      file === name
        ? ts.createSourceFile(file, code, version, true)
        : (last?.getSourceFile(file) ?? libraries.getSourceFile(file, version)),
  }
  last = ts.createProgram([name], options, host)
  return usedInScripts(last, [name])
    .map(({ feature }) => feature)
    .filter(isLacking)
}
