import { CompassIcon, HookIcon, PersonIcon, ScriptIcon } from '~/ui/icons'
import styles from './starter-prompts.module.css'
import { GREETING, STARTERS } from './starters'

const ICONS = { hooks: HookIcon, strategy: CompassIcon, client: PersonIcon, scripts: ScriptIcon }

type StarterPromptsProps = {
  /** Above the greeting. */
  note?: string
  onPick: (prompt: string) => void
}

/** The greeting, and four ways in. Each is a form of its own, so they also work before hydration. */
export function StarterPrompts({ note, onPick }: StarterPromptsProps) {
  return (
    <div className={styles.start}>
      <div className={styles.column}>
        {note && <p className={styles.note}>{note}</p>}
        <h1 className={styles.greeting}>{GREETING}</h1>
        <p className={styles.lead}>
          Your coach for hooks, scripts, strategy and the people you make them for. Ask in your own
          words, or begin here.
        </p>
        <form
          method="post"
          action="/?index"
          className={styles.prompts}
          onSubmit={(event) => event.preventDefault()}
        >
          {STARTERS.map(({ id, label, about, prompt }) => {
            const Icon = ICONS[id]
            return (
              <button
                key={id}
                type="submit"
                name="message"
                value={prompt}
                className={styles.prompt}
                onClick={() => onPick(prompt)}
              >
                <Icon />
                <span className={styles.label}>{label}</span>
                <span className={styles.about}>{about}</span>
              </button>
            )
          })}
        </form>
      </div>
    </div>
  )
}
