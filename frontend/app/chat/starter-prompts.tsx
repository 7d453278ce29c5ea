import { CompassIcon, HookIcon, PersonIcon, ScriptIcon } from '~/ui/icons'
import styles from './starter-prompts.module.css'
import { WithoutScripts } from './without-scripts'

const STARTERS = [
  {
    label: 'Hook templates',
    about: 'Openings that stop the scroll',
    icon: HookIcon,
    prompt:
      'Give me hook templates I can use for short videos, each with an example of how I would fill it in.',
  },
  {
    label: 'Content strategy',
    about: 'A plan you can keep up',
    icon: CompassIcon,
    prompt:
      'Help me with my content strategy: how do I choose content pillars, and how often should I post?',
  },
  {
    label: 'Ideal client profile',
    about: 'Know whom you are talking to',
    icon: PersonIcon,
    prompt:
      'Help me define my ideal client profile. Which questions should I answer about who they are, what they want and what holds them back?',
  },
  {
    label: 'Script templates',
    about: 'From first line to call to action',
    icon: ScriptIcon,
    prompt:
      'Show me script templates for short videos, from the hook to the call to action, and tell me when to use which.',
  },
]

/** The greeting, and four ways in. Each is a form of its own, so they also work before the page has come alive. */
export function StarterPrompts({ onPick }: { onPick: (prompt: string) => void }) {
  return (
    <div className={styles.start}>
      <div className={styles.column}>
        <h1 className={styles.greeting}>What are we making today?</h1>
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
          <WithoutScripts />
          {STARTERS.map(({ label, about, icon: Icon, prompt }) => (
            <button
              key={label}
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
          ))}
        </form>
      </div>
    </div>
  )
}
