/** From the model's annotations to ChatKit's. */
import type OpenAI from 'openai'
import type { Annotation } from '../chatkit/schemas.ts'
import type { CitationMarkerFilter } from './citation-markers.ts'

export type ModelAnnotation = OpenAI.Responses.ResponseOutputText['annotations'][number]

/** `undefined` for kinds that have no place in a chat. */
export function annotationFrom(
  annotation: ModelAnnotation | null,
  filter: CitationMarkerFilter,
): Annotation | undefined {
  switch (annotation?.type) {
    case 'file_citation':
      return fileAnnotation(annotation.filename, filter.cleanIndex(annotation.index))
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

export function fileAnnotation(filename: string, index: number): Annotation
export function fileAnnotation(filename: string | undefined, index: number): Annotation | undefined
export function fileAnnotation(
  filename: string | undefined,
  index: number,
): Annotation | undefined {
  if (!filename) return undefined
  return { type: 'annotation', source: { type: 'file', filename, title: filename }, index }
}
