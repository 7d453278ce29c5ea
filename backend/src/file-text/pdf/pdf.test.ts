import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { pdfFile, pdfOf } from '../../../test/samples/file-samples.ts'
import {
  checkBox,
  choiceField,
  comment,
  drawn,
  grid,
  paragraph,
  pdfPage,
  textField,
} from '../../../test/samples/pdf-samples.ts'
import { textOfPdf } from './pdf.ts'

type Page = Parameters<typeof pdfPage>[0]

const read = (page: Page) => textOfPdf(pdfPage(page))

describe('the form', () => {
  test('has its answers behind or under what is asked', async () => {
    const content = drawn(
      [72, 700, 'Name:'],
      [72, 670, 'Country:'],
      [72, 640, 'What do you want to change?'],
      [72, 560, 'Thank you.'],
    )
    const annotations = [
      textField([72, 580, 500, 632], 'Sleep more.\\rWalk daily.'),
      choiceField([130, 665, 300, 682], 'de', [
        ['at', 'Austria'],
        ['de', 'Germany'],
      ]),
      textField([130, 695, 300, 712], 'Ann Lee'),
    ]

    expect(await read({ content, annotations })).toBe(
      'Name: Ann Lee\nCountry: Germany\nWhat do you want to change?\nSleep more.\nWalk daily.\nThank you.',
    )
  })

  test('has its answers within a line that was drawn as a whole', async () => {
    const content = drawn([72, 700, 'Name: ____________________ Date: ______________'])
    const annotations = [
      textField([108, 695, 230, 712], 'Ann'),
      textField([280, 695, 360, 712], '5 May'),
    ]

    expect(await read({ content, annotations })).toBe(
      'Name: Ann ____________________ Date: 5 May ______________',
    )
  })

  test('tells ticked boxes and radio buttons from the others, before or behind their labels', async () => {
    const content = drawn(
      [90, 700, 'Yes'],
      [150, 700, 'No'],
      [72, 670, 'Daily'],
      [150, 670, 'Weekly'],
    )
    const radio = (left: number, bottom: number, own: string) =>
      `/Subtype /Widget /FT /Btn /Ff 49152 /T (r${own}) /V /${own === 'b' ? 'b' : 'Off'} /AS /${own === 'b' ? 'b' : 'Off'} /AP << /N << /${own} null /Off null >> >> /Rect [${left} ${bottom} ${left + 10} ${bottom + 10}]`
    const annotations = [
      checkBox([76, 699, 86, 709], true),
      checkBox([136, 699, 146, 709], false),
      radio(104, 669, 'a'),
      radio(194, 669, 'b'),
    ]

    expect(await read({ content, annotations })).toBe('[x] Yes [ ] No\nDaily [ ] Weekly [x]')
  })

  test('keeps a questionnaire with boxes in columns as a table', async () => {
    const content = grid(
      700,
      [72, 300, 400],
      [
        ['Statement', 'Agree', 'Disagree'],
        ['I plan my week.', '', ''],
        ['I sleep enough.', '', ''],
      ],
    )
    const annotations = [
      checkBox([305, 668, 317, 680], true),
      checkBox([405, 668, 417, 680], false),
      checkBox([305, 638, 317, 650], false),
      checkBox([405, 638, 417, 650], true),
    ]

    expect(await read({ content, annotations })).toBe(
      '| Statement | Agree | Disagree |\n| --- | --- | --- |\n| I plan my week. | [x] | [ ] |\n| I sleep enough. | [ ] | [x] |',
    )
  })

  test('names what has no words beside it', async () => {
    const annotations = [
      textField([72, 690, 200, 710], 'Ann', '/TU (Your name)'),
      checkBox([72, 660, 82, 670], true, '/TU (I agree)'),
    ]

    expect(await read({ content: '', annotations })).toBe('Your name: Ann\n[x] I agree')
  })

  test('has an answer once that is written on the page too', async () => {
    const content = drawn([72, 700, 'Room 5'], [132, 700, '5'])
    const annotations = [textField([130, 695, 300, 712], '5')]

    expect(await read({ content, annotations })).toBe('Room 5 5')
    expect(await read({ content: drawn([72, 700, 'Room 5']), annotations })).toBe('Room 5 5')
  })

  test('keeps hidden values and passwords to itself', async () => {
    const annotations = [
      textField([130, 695, 300, 712], 'secret', '/Ff 8192'),
      textField([130, 665, 300, 682], 'total', '/F 2'),
    ]

    expect(await read({ content: drawn([72, 700, 'Name:']), annotations })).toBe('Name:')
  })

  test('of a scan that nobody has filled in has no text', async () => {
    const annotations = [textField([130, 695, 300, 712], ''), checkBox([72, 660, 82, 670], true)]

    await expect(read({ content: '', annotations })).rejects.toThrow('scanned')
  })
})

describe('comments', () => {
  test('follow the paragraph that they are about, with who wrote them', async () => {
    const content = `${paragraph(700, ['We meet on Monday', 'at nine.'])} ${paragraph(640, ['Bring a pen.'])}`
    const annotations = [
      comment('Highlight', [72, 697, 120, 712], 'Better on Friday?', 'Ann'),
      comment('Text', [560, 635, 580, 655], 'I have none.'),
      comment('Popup', [300, 600, 400, 655], 'I have none.'),
    ]

    expect(await read({ content, annotations })).toBe(
      'We meet on Monday\nat nine.\n\nComment (Ann): Better on Friday?\n\nBring a pen.\n\nComment: I have none.',
    )
  })

  test('stand alone on a page without text', async () => {
    const annotations = [comment('Text', [72, 700, 90, 718], 'Is this page empty?')]

    expect(await read({ content: '', annotations })).toBe('Comment: Is this page empty?')
  })

  test('that are written on the page are read as text of the page', async () => {
    const content = drawn([72, 700, 'Name:'])
    const annotations = [comment('FreeText', [120, 695, 300, 712], 'Ann Lee', 'Ann')]

    expect(await read({ content, annotations })).toBe('Name: Ann Lee')
  })
})

describe('a font of East Asia that is not in the file', () => {
  const hex = (text: string, encoding: string) => iconv.encode(text, encoding).toString('hex')

  test.each([
    ['UniGB-UCS2-H', 'GB1', 'utf-16be', '目标和习惯'],
    ['GBK-EUC-H', 'GB1', 'gbk', '目标和习惯'],
    ['UniJIS-UTF16-H', 'Japan1', 'utf-16be', '目標と習慣'],
    ['90ms-RKSJ-H', 'Japan1', 'shift_jis', '目標と習慣'],
    ['EUC-H', 'Japan1', 'euc-jp', '目標と習慣'],
    ['KSCms-UHC-H', 'Korea1', 'euc-kr', '목표와 습관'],
    ['UniCNS-UCS2-H', 'CNS1', 'utf-16be', '目標與習慣'],
    ['ETen-B5-H', 'CNS1', 'big5', '目標與習慣'],
  ] as const)('is read by the table %s', async (encoding, collection, charset, text) => {
    const content = `BT /F2 12 Tf 72 700 Td <${hex(text, charset)}> Tj ET`

    expect(await read({ content, cmap: { encoding, collection } })).toBe(text)
  })

  test('is read from top to bottom too', async () => {
    const content = `BT /F2 12 Tf 300 700 Td <${hex('目標', 'shift_jis')}> Tj ET`
    const cmap = { encoding: '90ms-RKSJ-V', collection: 'Japan1' } as const

    expect(await read({ content, cmap })).toBe('目標')
  })
})

test('a font that does not say which letters it shows is no text', async () => {
  const content = 'BT /F1 12 Tf 72 700 Td <0102030405> Tj ET'

  await expect(read({ content })).rejects.toThrow('Run text recognition')
})

describe('a table', () => {
  const prices = [
    ['Item', 'Price', 'Hours'],
    ['Cup', '12', '2'],
    ['Large bowl', '', '10'],
  ]
  const text =
    '| Item | Price | Hours |\n| --- | --- | --- |\n| Cup | 12 | 2 |\n| Large bowl |  | 10 |'

  test('keeps its rows and columns, between the paragraphs around it', async () => {
    const content = `${paragraph(760, ['Our prices:'])} ${grid(700, [72, 250, 350], prices)} ${paragraph(560, ['See you.'])}`

    expect(await read({ content })).toBe(`Our prices:\n\n${text}\n\nSee you.`)
  })

  test('keeps them right below a line of text and on a page that is turned', async () => {
    const content = `${paragraph(716, ['Our prices:'])} ${grid(700, [72, 250, 350], prices)}`

    expect(await read({ content })).toBe(`Our prices:\n\n${text}`)
    const turned = `q 0 1 -1 0 700 0 cm ${grid(600, [72, 250, 350], prices)} Q`
    expect(await read({ content: turned, rotate: 90 })).toBe(text)
  })

  test('has a cell of several lines in one cell', async () => {
    const content = drawn(
      [72, 700, 'Day'],
      [200, 700, 'Task'],
      [72, 670, 'Monday'],
      [200, 670, 'Write down what'],
      [200, 656, 'you want.'],
      [72, 626, 'Tuesday and'],
      [72, 612, 'Wednesday'],
      [200, 626, 'Rest.'],
    )

    expect(await read({ content })).toBe(
      '| Day | Task |\n| --- | --- |\n| Monday | Write down what you want. |\n| Tuesday and Wednesday | Rest. |',
    )
  })

  test('is not what text in two columns is taken for', async () => {
    const column = (left: number, name: string) =>
      drawn(
        ...[1, 2, 3, 4].map((at): [number, number, string] => [
          left,
          720 - 14 * at,
          `${name} ${at}`,
        ]),
      )

    expect(await read({ content: `${column(72, 'left')} ${column(320, 'right')}` })).toBe(
      'left 1\nleft 2\nleft 3\nleft 4\nright 1\nright 2\nright 3\nright 4',
    )
  })

  test('is not what a list is taken for', async () => {
    const items = ['one', 'two', 'three'].map((text, at) => [`${at + 1}.`, text])

    expect(await read({ content: grid(700, [72, 110], items) })).toBe('1. one\n2. two\n3. three')
  })

  test('is not what a list of contents is taken for', async () => {
    const lines = ['Begin', 'Go on', 'End'].map((text, at) => [text, '. . . . . . .', `${at}`])

    expect(await read({ content: grid(700, [72, 130, 192], lines) })).toBe(
      'Begin . . . . . . . 0\nGo on . . . . . . . 1\nEnd . . . . . . . 2',
    )
  })
})

test('a form that only Adobe Reader shows is refused with what to do', async () => {
  const form = (fields: string) =>
    pdfFile([
      `<< /Type /Catalog /Pages 2 0 R /NeedsRendering true /AcroForm << /Fields [${fields}] /XFA 4 0 R >> >>`,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 6 0 R /Annots [5 0 R] /Resources << /Font << /F1 7 0 R >> >> >>',
      '<< /Length 10 >>\nstream\n<xdp:xdp/>\nendstream',
      `<< /Type /Annot ${textField([9, 9, 90, 30], 'Ann')} >>`,
      '<< /Length 44 >>\nstream\nBT /F1 12 Tf 9 60 Td (Please wait ...) Tj ET \nendstream',
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ])

  await expect(textOfPdf(form(''))).rejects.toThrow('Print it to a PDF')
  expect(await textOfPdf(form('5 0 R'))).toContain('Ann')
})

test('pages stay apart', async () => {
  expect(await textOfPdf(pdfOf('One', 'Two'))).toBe('One\fTwo')
})
