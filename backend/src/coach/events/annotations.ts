/** From the model's annotations to ChatKit's. */
import type OpenAI from 'openai'
import { shownName } from '../../library/for-file-search.ts'
import type { Annotation } from '../../protocol/schemas.ts'
import type { CitationMarkerFilter } from './citation-markers.ts'
import { excerpt } from './excerpt.ts'
import type { Passage, Passages } from './passages.ts'
import { statementBefore } from './shared-words.ts'

export type ModelAnnotation = OpenAI.Responses.ResponseOutputText['annotations'][number]

/** The text that is annotated, as far as it is known, and what it may rest on. */
export type Annotated = { filter: CitationMarkerFilter; text: string; passages: Passages }

/** `undefined` for kinds that have no place in a chat. */
export function annotationFrom(
  annotation: ModelAnnotation | null,
  { filter, text, passages }: Annotated,
): Annotation | undefined {
  switch (annotation?.type) {
    case 'file_citation': {
      const { file_id: fileId, filename } = annotation
      const index = filter.cleanIndex(annotation.index)
      const passage = passages.choose({ fileId, filename }, statementBefore(text, index))
      return passage && filename
        ? quotingAnnotation({ ...passage, filename }, text, index)
        : fileAnnotation(filename, index)
    }
    case 'container_file_citation':
      return fileAnnotation(annotation.filename, filter.cleanIndex(annotation.end_index))
    case 'url_citation': {
      const { url, title, end_index } = annotation
      const source = { type: 'url' as const, url, title: title || url }
      return { type: 'annotation', source, index: filter.cleanIndex(end_index) }
    }
    default:
      return undefined
  }
}

/** With the words that it rests on, so that they can be read when their file is gone. */
export function quotingAnnotation(passage: Passage, text: string, index: number): Annotation {
  const { fileId, filename, page, score } = passage
  const quotation = excerpt(passage, statementBefore(text, index))
  return {
    type: 'annotation',
    source: { ...fileNamed(filename), description: quotation.text },
    index,
    passage: {
      ...(fileId && { file_id: fileId }),
      ...(quotation.heading && { heading: quotation.heading }),
      ...(page !== undefined && { page }),
      ...(score !== undefined && { score: Math.round(score * 1000) / 1000 }),
    },
  }
}

function fileAnnotation(filename: string | undefined, index: number): Annotation | undefined {
  if (!filename) return undefined
  return { type: 'annotation', source: fileNamed(filename), index }
}

function fileNamed(name: string) {
  const filename = shownName(name)
  return { type: 'file' as const, filename, title: filename }
}
