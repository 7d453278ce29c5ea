import type { Task, Workflow } from '~/api/protocol'

const HEADING = /^\s{0,100}(?:\*\*(.{1,300}?)\*\*|#{1,6} {1,9}(.{1,300}?))[ \t]{0,100}\r?(?:\n|$)/

/** A thought often begins with a heading of its own: what it is about, and the rest. */
export function splitThought(content: string): { heading?: string; body: string } {
  const match = HEADING.exec(content)
  if (!match) return { body: content }
  return { heading: match[1] ?? match[2], body: content.slice(match[0].length).trim() }
}

/** What a task is about, in a few words. */
export function taskWords(task: Task, isRunning: boolean): string {
  const named = task.title || headingOf(task)
  if (named) return named
  switch (task.type) {
    case 'web_search': {
      const what = task.title_query ? `for “${task.title_query}”` : 'the web'
      return `${isRunning ? 'Searching' : 'Searched'} ${what}`
    }
    case 'file':
      return isRunning ? 'Searching the library' : 'Searched the library'
    case 'image':
      return isRunning ? 'Drawing a picture' : 'Drew a picture'
    case 'thought':
      return isRunning ? 'Thinking' : 'Thought about it'
    case 'custom':
      return isRunning ? 'Working' : 'Took a step'
  }
}

function headingOf(task: Task) {
  return task.type === 'thought' ? splitThought(task.content).heading : undefined
}

/** The line above an answer that stands for all its tasks. */
export function workflowWords(workflow: Workflow, isRunning: boolean): string {
  const { tasks, summary, type } = workflow
  if (summary && 'title' in summary) return summary.title
  const [only, ...others] = tasks
  if (isRunning) {
    const current = tasks.findLast((task) => task.status_indicator === 'loading') ?? tasks.at(-1)
    return current ? taskWords(current, true) : 'Thinking'
  }
  if (summary && type === 'reasoning') return `Thought for ${durationWords(summary.duration)}`
  if (only && others.length === 0) return taskWords(only, false)
  return `${tasks.length} steps`
}

export function durationWords(seconds: number) {
  if (seconds < 1) return 'a moment'
  if (seconds < 60) return `${Math.floor(seconds)} s`
  const rest = Math.floor(seconds % 60)
  const minutes = `${Math.floor(seconds / 60)} min`
  return rest > 0 ? `${minutes} ${rest} s` : minutes
}
