import type { VisibleItem } from '~/api/protocol'
import { byPosition } from './by-position'
import styles from './other-item.module.css'

type Task = Extract<VisibleItem, { type: 'task' }>['task']

/** What is neither question nor answer: the steps of an answer, and items this page only knows by their words. */
export function OtherItem({ item }: { item: VisibleItem }) {
  switch (item.type) {
    case 'workflow':
      return <Steps tasks={item.workflow.tasks} />
    case 'task':
      return <Steps tasks={[item.task]} />
    case 'widget':
      return item.copy_text ? <p className={styles.note}>{item.copy_text}</p> : null
    default:
      return null
  }
}

function Steps({ tasks }: { tasks: Task[] }) {
  const named = tasks.flatMap((task) => describe(task) ?? [])
  if (named.length === 0) return null
  return (
    <ul aria-label="Steps" className={styles.steps}>
      {byPosition(named).map(({ at, piece }) => (
        <li key={at}>{piece}</li>
      ))}
    </ul>
  )
}

function describe(task: Task): string | undefined {
  switch (task.type) {
    case 'web_search':
      return task.title ?? `Searched the web: ${task.queries.join(', ')}`
    case 'file':
      return task.title ?? `Read ${task.sources.map((source) => source.filename).join(', ')}`
    case 'custom':
    case 'thought':
      return task.title ?? task.content
    case 'image':
      return task.title
  }
}
