import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { type ActionConfig, type FieldValues, withFields } from './action-config'
import { labelledFields, type WidgetNode } from './node'
import type { OnAction } from './on-action'

type Surroundings = {
  /** An answer is being written: only actions that need no stream may run. */
  isBusy: boolean
  /** The whole widget waits for an action. */
  isWaiting: boolean
  perform: (config: ActionConfig, fields: FieldValues) => Promise<void>
  waitWhile: (work: Promise<void>) => Promise<void>
  /** Makes the ids of this widget's fields its own. */
  fieldId: (name: string) => string
  /** The fields that have a label. */
  labelled: ReadonlySet<string>
}

const Actions = createContext<Surroundings | undefined>(undefined)

type ActionsProviderProps = {
  itemId: string
  widget: WidgetNode
  isBusy: boolean
  onAction: OnAction
  children: (isWaiting: boolean) => ReactNode
}

export function ActionsProvider(props: ActionsProviderProps) {
  const { itemId, widget, isBusy, onAction, children } = props
  const [isWaiting, setIsWaiting] = useState(false)
  const perform = useCallback(
    ({ type, payload, isSync, isClient }: ActionConfig, fields: FieldValues) =>
      onAction({ type, payload: withFields(payload, fields) }, { itemId, isSync, isClient }),
    [itemId, onAction],
  )
  const waitWhile = useCallback(async (work: Promise<void>) => {
    setIsWaiting(true)
    await work.finally(() => setIsWaiting(false))
  }, [])
  const fieldId = useCallback((name: string) => `${itemId}-${name}`, [itemId])
  const labelled = useMemo(() => labelledFields(widget), [widget])
  const surroundings = useMemo(
    () => ({ isBusy, isWaiting, perform, waitWhile, fieldId, labelled }),
    [isBusy, isWaiting, perform, waitWhile, fieldId, labelled],
  )
  return <Actions.Provider value={surroundings}>{children(isWaiting)}</Actions.Provider>
}

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Actions)
  if (!surroundings) throw new Error('A component of a widget stands outside one.')
  return surroundings
}

export type RunningAction = {
  isWorking: boolean
  isBlocked: boolean
  run: (fields: FieldValues) => void
}

/** One thing that can be asked for. `auto` is what an action shows that does not say. */
export function useAction(
  config: ActionConfig | undefined,
  auto: 'self' | 'container' | 'none' = 'self',
): RunningAction {
  const { isBusy, isWaiting, perform, waitWhile } = useSurroundings()
  const [isWorking, setIsWorking] = useState(false)
  const needsStream = config && !config.isSync && !config.isClient
  const isBlocked = !config || isWorking || isWaiting || (isBusy && needsStream === true)
  const run = (fields: FieldValues) => {
    if (!config || isBlocked) return
    const work = perform(config, fields)
    const loading = config.loading === 'auto' ? auto : config.loading
    if (loading === 'container') void waitWhile(work)
    if (loading === 'none') return
    setIsWorking(true)
    void work.finally(() => setIsWorking(false))
  }
  return { isWorking, isBlocked, run }
}
