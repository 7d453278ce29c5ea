import type { Task } from '~/api/protocol'
import { byPosition } from '~/markdown/by-position'
import { Markdown } from '~/markdown/markdown'
import { CheckIcon } from '~/ui/icons'
import { SafeLink } from '~/ui/safe-link'
import styles from './task-view.module.css'
import { splitThought, taskWords } from './task-words'

type TaskViewProps = { task: Task; isRunning: boolean; id: string }

/** One step of an answer: what it was, and what came of it. */
export function TaskView({ task, isRunning, id }: TaskViewProps) {
  const words = taskWords(task, isRunning)
  return (
    <div className={styles.task}>
      <TaskStatus isRunning={isRunning} />
      <div className={styles.body}>
        <p className={styles.title} dir="auto">
          {words}
        </p>
        <TaskDetails task={task} isRunning={isRunning} id={id} words={words} />
      </div>
    </div>
  )
}

function TaskStatus({ isRunning }: { isRunning: boolean }) {
  return (
    <span className={styles.status} data-running={isRunning || undefined}>
      {!isRunning && <CheckIcon size={14} />}
      <span className="visually-hidden">{isRunning ? 'Under way: ' : 'Done: '}</span>
    </span>
  )
}

function TaskDetails({ task, isRunning, id, words }: TaskViewProps & { words: string }) {
  switch (task.type) {
    case 'thought': {
      const { heading, body } = splitThought(task.content)
      return <Words text={heading === words ? body : task.content} isGrowing={isRunning} id={id} />
    }
    case 'custom':
      return <Words text={task.content ?? ''} isGrowing={isRunning} id={id} />
    case 'web_search':
      return (
        <>
          <Queries queries={task.queries.filter((query) => query !== task.title_query)} />
          <Links sources={task.sources} />
        </>
      )
    case 'file':
      return <Files sources={task.sources} />
    case 'image':
      return null
  }
}

function Words({ text, isGrowing, id }: { text: string; isGrowing: boolean; id: string }) {
  if (!text.trim()) return null
  return (
    <div className={styles.words}>
      <Markdown text={text} isGrowing={isGrowing} sources={NO_SOURCES} messageId={id} />
    </div>
  )
}

const NO_SOURCES: never[] = []
/** Of what was searched for or found in one step. */
const MOST_FOUND = 100

function Queries({ queries }: { queries: string[] }) {
  if (queries.length === 0) return null
  return (
    <ul aria-label="Searched for" className={styles.found}>
      {byPosition(queries.slice(0, MOST_FOUND)).map(({ at, piece }) => (
        <li key={at}>{`“${piece}”`}</li>
      ))}
    </ul>
  )
}

type UrlSource = Extract<Task, { type: 'web_search' }>['sources'][number]

function Links({ sources }: { sources: UrlSource[] }) {
  const once = [...new Map(sources.map((source) => [source.url, source])).values()]
  if (once.length === 0) return null
  return (
    <ul aria-label="Found" className={styles.found}>
      {once.slice(0, MOST_FOUND).map(({ url, title }) => (
        <li key={url}>
          <SafeLink href={url}>{title || hostOf(url)}</SafeLink>
        </li>
      ))}
    </ul>
  )
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : url)

type FileSource = Extract<Task, { type: 'file' }>['sources'][number]

function Files({ sources }: { sources: FileSource[] }) {
  const once = [...new Map(sources.map((source) => [source.filename, source])).values()]
  if (once.length === 0) return null
  return (
    <ul aria-label="Found in" className={styles.found}>
      {once.slice(0, MOST_FOUND).map(({ filename, description }) => (
        <li key={filename} dir="auto">
          {description ? `${filename}. ${description}` : filename}
        </li>
      ))}
    </ul>
  )
}
