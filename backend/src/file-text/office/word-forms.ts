/** What people filled into a Word form, in the XML of the document: it is shown, but does not stand in its text. */
import { Parser } from 'htmlparser2'

type Edit = { from: number; to: number; text: string }

/** Without the prompts of fields that nobody filled in, and with what was chosen from the lists of old forms. */
export function withAnswers(xml: string): string {
  let result = ''
  let at = 0
  for (const { from, to, text } of editsIn(xml).sort((a, b) => a.from - b.from)) {
    if (from < at) continue
    result += xml.slice(at, from) + text
    at = to
  }
  return result + xml.slice(at)
}

type Control = { isUnanswered: boolean; from: number; to: number }
type List = { entries: string[]; chosen?: number; usual?: number }

function editsIn(xml: string): Edit[] {
  const edits: Edit[] = []
  const controls: Control[] = []
  let list: List | undefined
  let runStart = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const value = ownValue(attributes)
        const control = controls.at(-1)
        const kind = withoutPrefix(name)
        if (kind === 'sdt') controls.push({ isUnanswered: false, from: 0, to: 0 })
        else if (kind === 'showingPlcHdr' && control) control.isUnanswered = !isOff(value)
        else if (kind === 'sdtContent' && control) control.from = parser.endIndex + 1
        else if (kind === 'r') runStart = parser.startIndex
        else if (kind === 'ddList') list = { entries: [] }
        else if (kind === 'listEntry') list?.entries.push(value)
        else if (kind === 'result' && list) list.chosen = Number(value)
        else if (kind === 'default' && list) list.usual = Number(value)
        // Some programs write what was chosen as text too.
        else if (kind === 't') list = undefined
        else if (kind === 'fldChar' && attributes[`${prefixOf(name)}fldCharType`] === 'end') {
          if (list) edits.push({ from: runStart, to: runStart, text: runOf(name, list) })
          list = undefined
        }
      },
      onclosetag(name) {
        const kind = withoutPrefix(name)
        const control = controls.at(-1)
        if (kind === 'sdtContent' && control) control.to = parser.startIndex
        if (kind !== 'sdt') return
        controls.pop()
        if (control?.isUnanswered && control.to > control.from)
          edits.push({ from: control.from, to: control.to, text: '' })
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return edits
}

const prefixOf = (name: string) => name.slice(0, name.indexOf(':') + 1)
const withoutPrefix = (name: string) => name.slice(name.indexOf(':') + 1)

function ownValue(attributes: Record<string, string>): string {
  const own = Object.keys(attributes).find((name) => withoutPrefix(name) === 'val')
  return own === undefined ? '' : (attributes[own] ?? '')
}

const isOff = (value: string) => /^(0|false|off)$/.test(value)

function runOf(name: string, { entries, usual = 0, chosen = usual }: List): string {
  const prefix = prefixOf(name)
  const text = (entries[chosen] ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<${prefix}r><${prefix}t>${text}</${prefix}t></${prefix}r>`
}
