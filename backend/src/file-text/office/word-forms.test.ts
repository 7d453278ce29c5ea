import { describe, expect, test } from 'vitest'
import { cpuTimeOf } from '../../../test/process/cpu-time.ts'
import { wordFile, wordParagraph, wordTable } from '../../../test/samples/office-samples.ts'
import { readFileText } from '../file-text.ts'
import { withAnswers } from './word-forms.ts'

const read = async (body: string) => {
  const outcome = await readFileText(wordFile(body), 'form.docx')
  return 'text' in outcome ? outcome.text : outcome.error.message
}

const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`
const tab = '<w:r><w:tab/></w:r>'

const control = (properties: string, content: string) =>
  `<w:sdt><w:sdtPr>${properties}</w:sdtPr><w:sdtContent>${content}</w:sdtContent></w:sdt>`

const oldField = (data: string, code: string, result = '') =>
  `<w:r><w:fldChar w:fldCharType="begin"><w:ffData>${data}</w:ffData></w:fldChar></w:r><w:r><w:instrText> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${result}<w:r><w:fldChar w:fldCharType="end"/></w:r>`

const box = (state: string) =>
  control(
    `<w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">${state}</w14:checkbox>`,
    run('☐'),
  )

const TICKED = '<w14:checked w14:val="1"/>'

describe('a table with questions and answers', () => {
  test('gives a line for each question with its answer', async () => {
    const table = wordTable([
      ['Name:', 'Ann Lee'],
      ['What do you want to change?', 'I want to sleep more.'],
      ['By when?', ''],
    ])

    expect(await read(table)).toBe(
      '- Name: Ann Lee\n- What do you want to change? I want to sleep more.\n- By when?',
    )
  })

  test('may have two questions in a row, numbers before them and titles above them', async () => {
    const table = wordTable([
      ['About you', '', '', '', ''],
      ['1.', 'Name:', 'Ann', 'Date:', '5 May'],
      ['2.', 'Do you smoke?', '', 'Since when?', 'May'],
    ])

    expect(await read(table)).toBe(
      'About you\n\n- 1. Name: Ann; Date: 5 May\n- 2. Do you smoke?; Since when? May',
    )
  })

  test('may have its questions in bold', async () => {
    const bold = (text: string) => `<w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r>`
    const cell = (content: string) => `<w:tc><w:p>${content}</w:p></w:tc>`
    const form = `<w:tr>${cell(bold('Name'))}${cell(run('Ann'))}</w:tr><w:tr>${cell(bold('Goal'))}${cell('')}</w:tr>`
    const head = `<w:tr>${cell(bold('Item'))}${cell(bold('Price'))}</w:tr>`

    expect(await read(`<w:tbl>${form}</w:tbl>`)).toBe('- Name: Ann\n- Goal')
    expect(await read(`<w:tbl>${head}${form}</w:tbl>`)).toMatch(/^\| Item \| Price \|\n/)
  })

  test('keeps its head where it has one', async () => {
    const table = wordTable([
      ['Question', 'Before', 'After'],
      ['Do you sleep well?', '2', '4'],
    ])

    expect(await read(table)).toBe(
      '| Question | Before | After |\n| --- | --- | --- |\n| Do you sleep well? | 2 | 4 |',
    )
  })

  test('may ask without a sign', async () => {
    const table = wordTable([
      ['Do you smoke', '[ ] Yes [x] No'],
      ['Since', 'May'],
    ])

    expect(await read(table)).toBe('- Do you smoke: [ ] Yes [x] No\n- Since: May')
  })

  test('has ticked boxes in its answers', async () => {
    const cell = (content: string) => `<w:tc><w:p>${content}</w:p></w:tc>`
    const row = (question: string, yes: string, no: string) =>
      `<w:tr>${cell(run(question))}${cell(`${box(yes)}${run(' Yes ')}${box(no)}${run(' No')}`)}</w:tr>`

    expect(
      await read(
        `<w:tbl>${row('Do you smoke?', TICKED, '')}${row('Any pain?', '', TICKED)}</w:tbl>`,
      ),
    ).toBe('- Do you smoke? [x] Yes [ ] No\n- Any pain? [ ] Yes [x] No')
  })
})

test('answers behind tabs follow what is asked', async () => {
  expect(
    await read(
      `<w:p>${run('Name:')}${tab}${run('Ann')}${tab}${run('Age:')}${tab}${run('41')}</w:p>`,
    ),
  ).toBe('Name: Ann Age: 41')
})

describe('a field', () => {
  test('gives its answer, and no prompt where there is none', async () => {
    const name = control('<w:text/>', run('Ann'))
    const goal = control('<w:showingPlcHdr/><w:text/>', run('Click or tap here to enter text.'))

    expect(await read(`<w:p>${run('Name: ')}${name}</w:p><w:p>${run('Goal: ')}${goal}</w:p>`)).toBe(
      'Name: Ann\n\nGoal:',
    )
  })

  test('may hold paragraphs, cells or rows of a table, and other fields', async () => {
    const prompt = control('<w:showingPlcHdr/>', wordParagraph('Tap here.'))
    const cell = control('', `<w:tc>${wordParagraph('Ann')}</w:tc>`)
    const row = control('', `<w:tr><w:tc>${wordParagraph('Name:')}</w:tc>${cell}</w:tr>`)

    expect(await read(`${control('', wordParagraph('Form') + prompt)}<w:tbl>${row}</w:tbl>`)).toBe(
      'Form\n\n- Name: Ann',
    )
  })

  test('of an old form gives its text, its ticked box and what was chosen', async () => {
    const list = (result: string) =>
      `<w:ddList>${result}<w:default w:val="0"/><w:listEntry w:val="Low"/><w:listEntry w:val="High &amp; more"/></w:ddList>`
    const fields = [
      oldField('<w:textInput/>', 'FORMTEXT', run('Ann')),
      oldField('<w:checkBox><w:checked/></w:checkBox>', 'FORMCHECKBOX'),
      oldField('<w:checkBox><w:default w:val="1"/></w:checkBox>', 'FORMCHECKBOX'),
      oldField('<w:checkBox><w:default w:val="0"/></w:checkBox>', 'FORMCHECKBOX'),
      oldField(list('<w:result w:val="1"/>'), 'FORMDROPDOWN'),
      oldField(list(''), 'FORMDROPDOWN'),
      oldField(list(''), 'FORMDROPDOWN', run('Written')),
    ]

    expect(await read(fields.map((field) => `<w:p>${field}</w:p>`).join(''))).toBe(
      'Ann\n\n[x]\n\n[x]\n\n[ ]\n\nHigh & more\n\nLow\n\nWritten',
    )
  })
})

test.each([
  ['fields in fields', '<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'],
  ['fields that are not closed', '<w:sdt>'],
  ['lists', '<w:ddList><w:listEntry w:val="a"/>'],
  ['ends of fields', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'],
  ['what is no tag', '<w:sdt '],
])('200,000 characters of %s take no time', (_, piece) => {
  const xml = piece.repeat(200_000 / piece.length)

  expect(cpuTimeOf(() => withAnswers(xml))).toBeLessThan(2_000)
})
