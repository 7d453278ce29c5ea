import { useSyncExternalStore } from 'react'
import { panel } from './browser-panel'
import { initialPanel, isShown } from './panel-state'

export function usePanel() {
  return useSyncExternalStore(panel.subscribe, panel.state, () => initialPanel)
}

export function useIsPanelShown() {
  return isShown(usePanel())
}
