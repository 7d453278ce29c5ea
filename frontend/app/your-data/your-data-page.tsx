import type { SessionData } from '~/api/client'
import { useHubData } from '~/session/hub-data'
import { formatBytes } from '~/ui/format-bytes'
import { Page } from '~/ui/page'
import { BeforeLeaving } from './before-leaving'
import { EraseButton } from './erase-button'
import { LocalTime } from './local-time'
import { counted, factsOf, keptFiles, providerWords, spanOf } from './words'
import styles from './your-data.module.css'

/** What is kept of this tab, until when, who else sees it, and the way to erase it. */
export function YourDataPage({ data }: { data: SessionData }) {
  const { model } = useHubData().session
  return (
    <Page
      title="Your data"
      lead="What is kept of this tab, for how long, and who else sees it. There is no account: all of it belongs to this tab alone."
    >
      <section className={styles.section} aria-labelledby="kept">
        <h2 id="kept">What is kept</h2>
        <KeptData data={data} />
      </section>
      <section className={styles.section} aria-labelledby="until">
        <h2 id="until">Until when</h2>
        <p>
          <span>{`It is forgotten by itself ${spanOf(data.idle_minutes)} after you last used this tab`}</span>
          <LocalTime prefix=": if you leave now, " at={data.forgotten_at} />
          <span>. Reloading the tab erases it at once.</span>
        </p>
      </section>
      <section className={styles.section} aria-labelledby="provider">
        <h2 id="provider">Who else sees it</h2>
        <p>{providerWords(model.mode)}</p>
      </section>
      <BeforeLeaving />
      <EraseButton />
    </Page>
  )
}

function KeptData({ data }: { data: SessionData }) {
  const facts = factsOf(data)
  const files = keptFiles(data)
  return (
    <dl className={styles.kept}>
      <div>
        <dt>Chats</dt>
        <dd>
          {data.chats === 0
            ? 'None'
            : `${counted(data.chats, 'chat')} with ${counted(data.message_items, 'entry', 'entries')}`}
        </dd>
      </div>
      <div>
        <dt>What the coach remembers about you</dt>
        {facts.length === 0 && <dd>Nothing</dd>}
        {facts.map(({ name, value }) => (
          <dd key={name}>{`${name}: ${value}`}</dd>
        ))}
      </div>
      <div>
        <dt>Files</dt>
        {files.length === 0 && <dd>None</dd>}
        {files.map(({ id, name, bytes }) => (
          <dd key={id}>
            {name} <span className={styles.size}>{formatBytes(bytes)}</span>
          </dd>
        ))}
      </div>
    </dl>
  )
}
