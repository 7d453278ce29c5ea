/** The questions that retrieval is measured with, each with the passages that answer it. */
import { readFileSync } from 'node:fs'

export interface Question {
  text: string
  /** Whether it shares hardly a word with the passage that answers it. */
  isParaphrase: boolean
  /** Kept back while the ranking is tuned. */
  isHeldOut: boolean
  filename: string
  /** Words out of the passage that answers it, or the heading of its section. */
  answer: string
}

/**
 * `# file`, then `> words of the answer` and the questions it answers, those in other words than the
 * passage's own behind a `~`.
 */
export function readQuestions(path: string | URL): Question[] {
  const questions: Question[] = []
  let filename = ''
  let answer = ''
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const mark = line[0]
    const rest = line.slice(2)
    if (mark === '#') filename = rest.includes('.') ? rest : `${rest}.md`
    else if (mark === '>') answer = rest
    else if (line) {
      const isParaphrase = mark === '~'
      const text = isParaphrase ? rest : line
      const isHeldOut = questions.length % 3 === 2
      questions.push({ text, isParaphrase, isHeldOut, filename, answer })
    }
  }
  return questions
}
