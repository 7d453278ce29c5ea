/** Forms: multipart with odd parts, and fields of plain forms. */
import fc from 'fast-check'
import { MARK, oddTexts } from '../odd-values.ts'
import type { Content, Part } from '../request.ts'
import { fitting, type Mutation } from './mutation.ts'

type Parts = Extract<Content, { kind: 'parts' }>

const onParts = (name: string, apply: (content: Parts) => Content): Mutation => ({
  name: `multipart: ${name}`,
  apply: (draft) =>
    draft.content.kind === 'parts' ? { ...draft, content: apply(draft.content) } : draft,
})

const file = (disposition: string, body: Part['body'] = `${MARK} words`): Part => ({
  head: `Content-Disposition: ${disposition}`,
  body,
})

const partHeads = [
  'form-data; name="file"',
  'form-data; name="file"; filename=""',
  `form-data; name="${MARK}"; filename="a.txt"`,
  'form-data; name=file; filename=a.txt',
  `form-data; name="file"; filename="../../../${MARK}.txt"`,
  `form-data; name="file"; filename="C:\\\\${MARK}\\\\a.txt"`,
  `form-data; name="file"; filename="a\\"${MARK}.txt"`,
  `form-data; name="file"; filename="${MARK}\0.txt"`,
  `form-data; name="file"; filename="${MARK}${'x'.repeat(5_000)}.txt"`,
  `form-data; name="file"; filename*=UTF-8''%ff%fe${MARK}`,
  `form-data; name="file"; filename*=utf-16''${MARK}`,
  `form-data; name="file"; filename="${MARK}\u202efdp.exe"`,
  'form-data; name="__proto__"; filename="a.txt"',
  'form-data; name="constructor"',
  'form-data',
  'attachment; name="file"; filename="a.txt"',
  '',
]

const replacements = partHeads.map((head) =>
  onParts(`part ${head.slice(0, 60)}`, (content) => ({ ...content, parts: [file(head)] })),
)

const shapes = [
  onParts('no part', (content) => ({ ...content, parts: [] })),
  onParts('not closed', (content) => ({ ...content, isClosed: false })),
  onParts('another boundary', (content) => ({ ...content, boundary: 'another' })),
  onParts('twice the file', (content) => ({
    ...content,
    parts: [...content.parts, ...content.parts],
  })),
  onParts('3,000 fields', (content) => ({
    ...content,
    parts: [
      ...Array.from({ length: 3_000 }, (_, n) => file(`form-data; name="f${n}"`, 'x')),
      ...content.parts,
    ],
  })),
  onParts('300 files', (content) => ({
    ...content,
    parts: Array.from({ length: 300 }, (_, n) =>
      file(`form-data; name="file"; filename="${MARK}${n}.txt"`),
    ),
  })),
  onParts('a large field', (content) => ({
    ...content,
    parts: [file('form-data; name="message"', MARK + 'x'.repeat(1_500_000)), ...content.parts],
  })),
  onParts('a large head', (content) => ({
    ...content,
    parts: [
      {
        head: `Content-Disposition: form-data; name="file"; filename="a.txt"\r\nX-Odd: ${'x'.repeat(200_000)}`,
        body: MARK,
      },
    ],
  })),
  onParts('a thousand heads', (content) => ({
    ...content,
    parts: [
      {
        head: `Content-Disposition: form-data; name="file"; filename="a.txt"\r\n${'X-Odd: a\r\n'.repeat(1_000)}X: y`,
        body: MARK,
      },
    ],
  })),
  onParts('one within another', (content) => ({
    ...content,
    parts: [
      {
        head: 'Content-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=inner',
        body: `--inner\r\nContent-Disposition: file; filename="${MARK}.txt"\r\n\r\nx\r\n--inner--`,
      },
    ],
  })),
  onParts('odd encodings of a part', (content) => ({
    ...content,
    parts: [
      {
        head: 'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=utf-7',
        body: '!!!',
      },
    ],
  })),
  onParts('an empty file', (content) => ({
    ...content,
    parts: [file('form-data; name="file"; filename="a.txt"', '')],
  })),
  ...[
    '%PDF-1.7\n%%EOF',
    '%PDF-1.4 obj <<',
    'PK\u0003\u0004\u0014',
    '{\\rtf1 x}',
    'GIF89a',
    '\0'.repeat(5_000),
  ].map((start) =>
    onParts(`a file that begins with ${JSON.stringify(start.slice(0, 8))}`, (content) => ({
      ...content,
      parts: [file(`form-data; name="file"; filename="${MARK}.pdf"`, start + MARK)],
    })),
  ),
]

const fieldNames = fc.constantFrom(
  ...['message', 'title', 'to', 'theme', 'remove', 'item_id', 'status', 'leave'],
  ...['answer:niche', 'answer:__proto__', '__proto__', 'constructor', 'files', 'file', ''],
)

/** A field more, or another value of one that is there. */
const fields: fc.Arbitrary<Mutation> = fc
  .record({
    name: fieldNames,
    value: oddTexts,
    isMore: fc.boolean(),
    times: fc.constantFrom(1, 1, 1, 3_000),
  })
  .map(({ name, value, isMore, times }) => ({
    name: `field ${name}`,
    apply(draft) {
      const { content } = draft
      if (content.kind === 'parts') {
        const part = file(`form-data; name="${name}"`, value)
        return { ...draft, content: { ...content, parts: [...content.parts, part] } }
      }
      if (content.kind !== 'fields') return draft
      const kept = isMore ? content.fields : content.fields.filter(([each]) => each !== name)
      const added = Array.from(
        { length: fitting(times, value.length) },
        () => [name, value] as const,
      )
      return { ...draft, content: { kind: 'fields', fields: [...kept, ...added] } }
    },
  }))

const redirects: fc.Arbitrary<Mutation> = fc
  .constantFrom(
    ...['/\t/evil.example', '/./\\evil.example', '//evil.example', '/\\evil.example', '/%09/evil'],
    ...[
      'https://evil.example',
      '/\n//evil.example',
      `/chat/${MARK}`,
      '/ü☕',
      '/\0',
      '/\u2028',
      '/\ud800',
    ],
  )
  .map((to) => ({
    name: `redirect to ${JSON.stringify(to)}`,
    apply: (draft) =>
      draft.content.kind === 'fields'
        ? {
            ...draft,
            content: {
              kind: 'fields',
              fields: draft.content.fields.map(([name, value]) => [
                name,
                name === 'to' ? to : value,
              ]),
            },
          }
        : draft,
  }))

export const fieldMutations = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...replacements) },
  { weight: 3, arbitrary: fc.constantFrom(...shapes) },
  { weight: 5, arbitrary: fields },
  { weight: 2, arbitrary: redirects },
)
