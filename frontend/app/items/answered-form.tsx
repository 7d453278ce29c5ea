import type { StructuredInput, StructuredInputItem } from '~/api/protocol'
import { ASKED } from '~/ui/scroll-area'
import styles from './answered-form.module.css'

/** What the coach has asked, and what was said to it. */
export function AnsweredForm({ item }: { item: StructuredInputItem }) {
  if (item.status === 'skipped') {
    return (
      <p className={styles.skipped} {...ASKED}>
        You skipped the questions.
      </p>
    )
  }
  return (
    <section aria-label="Your answers" className={styles.answers} {...ASKED}>
      <dl>
        {item.inputs.map((input) => (
          <div key={input.id} className={styles.pair}>
            <dt dir="auto">{input.question}</dt>
            <Answer input={input} isPending={item.status === 'pending'} />
          </div>
        ))}
      </dl>
    </section>
  )
}

function Answer({ input, isPending }: { input: StructuredInput; isPending: boolean }) {
  const values = input.answer?.skipped ? [] : (input.answer?.values ?? [])
  if (values.length > 0) return <dd dir="auto">{values.join(', ')}</dd>
  return <dd className={styles.none}>{isPending ? 'not answered' : 'not given'}</dd>
}
