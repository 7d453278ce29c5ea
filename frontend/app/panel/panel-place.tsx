import { Component, lazy, type ReactNode, Suspense, useEffect } from 'react'
import { readBootstrapData } from '~/session/bootstrap-data'
import buttons from '~/ui/button.module.css'
import { Notice } from '~/ui/notice'
import { useReload } from '~/ui/use-reload'
import { loadScript, whenIdle } from './load-script'
import { panel, usePanel } from './panel'
import styles from './panel-place.module.css'
import { isMounted, isShown, type PanelProblem } from './panel-state'

/** A panel whose own code does not arrive is one that failed. */
const ChatKitPanel = lazy<() => ReactNode>(() =>
  import('./chatkit-panel').catch(() => {
    panel.fail()
    return { default: () => null }
  }),
)

/**
 * Where OpenAI's panel is, from the moment it begins to load. It lies above the routes: taken out and put in again with
 * each address it would start again and cut its answer.
 */
export function PanelPlace({ children }: { children: ReactNode }) {
  const state = usePanel()
  useStart()
  const shown = isShown(state)
  useReadAgain(shown)
  return (
    <>
      {children}
      {isMounted(state) && (
        <div className={styles.panel} inert={shown ? undefined : ''}>
          {state.problem && <Problem problem={state.problem} />}
          <PanelErrorBoundary onError={panel.fail}>
            <Suspense>
              <ChatKitPanel />
            </Suspense>
          </PanelErrorBoundary>
        </div>
      )}
    </>
  )
}

function Problem({ problem: { message, wait, text } }: { problem: PanelProblem }) {
  return (
    <div className={styles.notice}>
      <Notice message={message} wait={wait}>
        {text && (
          <button type="button" className={buttons.button} onClick={() => panel.putBack(text)}>
            Put message back
          </button>
        )}
        <button
          type="button"
          className={buttons.button}
          onClick={() => panel.dispatch({ type: 'dismissed' })}
        >
          Dismiss
        </button>
      </Notice>
    </div>
  )
}

/** Without a domain key not a byte of it is fetched. */
function useStart() {
  useEffect(() => {
    if (readBootstrapData().panelKey) return whenIdle(() => panel.start(loadScript))
  }, [])
}

/** After the panel has failed, the first-party chat reloads what the panel has changed. */
function useReadAgain(shown: boolean) {
  const { reload } = useReload()
  useEffect(() => {
    if (!shown) return
    return () => {
      if (panel.state().phase === 'failed') reload()
    }
  }, [shown, reload])
}

type PanelGuardProps = { onError: () => void; children: ReactNode }

/** A panel that breaks while it is drawn takes nothing else of the page with it. */
export class PanelErrorBoundary extends Component<PanelGuardProps, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override componentDidCatch() {
    this.props.onError()
  }

  override render() {
    return this.state.isBroken ? null : this.props.children
  }
}
