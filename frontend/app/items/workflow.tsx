import { memo, type ReactNode, useState } from 'react'
import type { WorkflowItem } from '~/api/protocol'
import { TaskView } from './task-view'
import { workflowWords } from './task-words'
import styles from './workflow.module.css'

type WorkflowProps = {
  item: WorkflowItem
  /** Its answer is still to come. */
  isRunning: boolean
}

/** How an answer came about: one quiet line, with the steps behind it. */
export const Workflow = memo(function Workflow({ item, isRunning }: WorkflowProps) {
  const { workflow } = item
  const { isOpen, onToggle } = useOwnChoice(workflow.expanded)
  if (workflow.tasks.length === 0) return <WithoutSteps item={item} />
  const current = workflow.tasks.findLastIndex((task) => task.status_indicator === 'loading')
  const hidden = Math.max(0, workflow.tasks.length - MOST_SHOWN)
  const last = current === -1 ? workflow.tasks.length - 1 : current
  return (
    <details className={styles.workflow} open={isOpen} onToggle={onToggle}>
      <summary className={styles.line}>
        <span className={styles.mark} aria-hidden="true" />
        <Words isRunning={isRunning}>{workflowWords(workflow, isRunning)}</Words>
      </summary>
      <ol className={styles.tasks}>
        {workflow.tasks.slice(0, MOST_SHOWN).map((task, i) => (
          // Tasks have no ids: their place is what names them, on the wire as well.
          <li key={placeOf(i)}>
            <TaskView
              task={task}
              isRunning={isRunning && (task.status_indicator === 'loading' || i === last)}
              id={`${item.id}-${i}`}
            />
          </li>
        ))}
        {hidden > 0 && <li>{`and ${hidden} more`}</li>}
      </ol>
    </details>
  )
})

const MOST_SHOWN = 200

const placeOf = (index: number) => `task-${index}`

/** Nothing to open. Until the first step comes, the sign of life below the transcript speaks for it. */
function WithoutSteps({ item: { workflow } }: { item: WorkflowItem }) {
  if (!workflow.summary) return null
  return <p className={styles.line}>{workflowWords(workflow, false)}</p>
}

function Words({ isRunning, children }: { isRunning: boolean; children: ReactNode }) {
  return (
    <span className={styles.words} data-running={isRunning || undefined}>
      {children}
    </span>
  )
}

/** Open or closed as the coach has it, until the reader decides. */
function useOwnChoice(proposed: boolean) {
  const [choice, setChoice] = useState<boolean>()
  const isOpen = choice ?? proposed
  const onToggle = (event: { currentTarget: HTMLDetailsElement }) => {
    const { open } = event.currentTarget
    // The same event tells of what the page itself has changed.
    if (open !== isOpen) setChoice(open)
  }
  return { isOpen, onToggle }
}
