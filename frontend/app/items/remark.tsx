import type { Task, VisibleItem } from '~/api/protocol'
import styles from './quiet-line.module.css'

/** A task by which the server tells of the turn itself: nothing that was done, such as that it was cut off. */
export function isRemark(item: VisibleItem) {
  return item.type === 'task' && item.task.type === 'custom' && item.task.icon === 'info'
}

export function Remark({ task }: { task: Task }) {
  return (
    <p className={styles.line} dir="auto">
      {task.title}
    </p>
  )
}
