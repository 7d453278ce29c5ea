import { ChatKit, type UseChatKitReturn, useChatKit } from '@openai/chatkit-react'
import { useNavigate } from '@remix-run/react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { isNew, newChatKey, threadIdOf } from '~/chat/drafts/chat-keys'
import { chatStore } from '~/chat/turn/browser-chat'
import { readBootstrapData } from '~/session/bootstrap-data'
import { applyClientEffect, CLIENT_TOOLS } from '~/session/client-tools'
import { useHubData } from '~/session/hub-data'
import { privateWindowHeaders } from '~/session/private-window'
import { tabApi } from '~/session/tab-session'
import { useColorScheme } from '~/ui/theme'
import { panel, usePanel } from './panel'
import { isLostThread } from './panel-errors'
import { createPanelFetch } from './panel-fetch'
import { panelOptions } from './panel-options'
import { isShown } from './panel-state'
import { ThreadSync } from './thread-sync'

/** OpenAI's panel over our API. Loaded when it is wanted. */
export default function ChatKitPanel() {
  const { session } = useHubData()
  const colorScheme = useColorScheme()
  const [{ apiBase, domainKey, fetch, firstChat }] = useState(() => beginnings(() => sync.sends()))
  const initialThread = threadIdOf(firstChat)
  const isAnswering = useRef(false)
  const navigate = useNavigate()

  // It refuses while it answers: what was to be asked is not lost by it.
  const onAsk = (text: string) =>
    chatkit
      .sendUserMessage({ text })
      .catch(() => panel.dispatch({ type: 'troubled', problem: { message: NOT_ASKED, text } }))
  const facts = { apiBase, domainKey, fetch, session, colorScheme, initialThread, onAsk }
  const chatkit = useChatKit({
    ...panelOptions(facts),
    onReady: panel.ready,
    onError: ({ error }) => {
      if (isLostThread(error)) sync.lost()
      else void sync.loadEnded()
      panel.onPanelError(error)
    },
    onEffect: ({ name, data }) => applyClientEffect(name, data ?? {}),
    onThreadChange: ({ threadId }) => sync.changed(threadId),
    onThreadLoadStart: () => sync.loadStarted(),
    onThreadLoadEnd: () => void sync.loadEnded(),
    onResponseStart: () => {
      isAnswering.current = true
    },
    onResponseEnd: () => {
      isAnswering.current = false
    },
  })
  const [sync] = useState(
    () =>
      new ThreadSync({
        at: firstChat,
        show: chatkit.setThreadId,
        moveTo: (threadId) => navigate(threadId ? `/chat/${threadId}` : '/'),
        onBegun: (key, threadId) => chatStore.assignThread(key, threadId),
        isShown: () => isShown(panel.state()),
        onUnable: () => panel.dispatch({ type: 'unable' }),
      }),
  )
  useFollowAddress(sync)
  useFocus(chatkit)
  useWriter(chatkit)
  useFreshness(chatkit, sync, isAnswering)
  return <ChatKit control={chatkit.control} />
}

const NOT_ASKED = 'This could not be sent now. Wait for the answer to end, then try again.'

/** What holds for the life of the panel. Its options are compared by value, and told again as a whole. */
function beginnings(onNewChat: () => void) {
  const { apiBase, panelKey = '' } = readBootstrapData()
  const fetch = createPanelFetch({
    base: apiBase,
    sessionId: () => tabApi().sessionId,
    headers: privateWindowHeaders,
    clientTools: CLIENT_TOOLS,
    onNewChat,
    onThread: (thread) => chatStore.renamed(thread),
    onRefused: (problem) => panel.dispatch({ type: 'troubled', problem }),
    onTaken: () => panel.dispatch({ type: 'taken' }),
  })
  return {
    apiBase,
    domainKey: panelKey,
    fetch,
    firstChat: panel.state().place?.key ?? newChatKey(),
  }
}

/** The panel does not follow to a chat that the first-party chat keeps. */
function useFollowAddress(sync: ThreadSync) {
  const { phase, place, isInUse } = usePanel()
  const isAwake = phase === 'settling' || phase === 'up'
  useEffect(() => {
    if (!isAwake || !place || isInUse) return
    // What it complained of belongs to the chat that it leaves now.
    if (!sync.isAt(place.key)) panel.dispatch({ type: 'dismissed' })
    void sync.follow(place.key)
  }, [sync, isAwake, place, isInUse])
}

/** As in the first-party chat: where nothing else has the focus, or a new chat was asked for; not on touch screens. */
function useFocus({ focusComposer }: UseChatKitReturn) {
  const state = usePanel()
  const place = isShown(state) ? state.place : undefined
  useEffect(() => {
    if (!place || !matchMedia('(hover: hover) and (pointer: fine)').matches) return
    const { activeElement, body } = document
    const isFree = activeElement === null || activeElement === body
    if (isFree || place.isAskedFor) focusComposer().catch(ignore)
  }, [place, focusComposer])
}

/** What was refused can be put back, where the panel itself has let go of it. */
function useWriter({ setComposerValue, focusComposer }: UseChatKitReturn) {
  useEffect(() => {
    panel.setWriter((text) => {
      setComposerValue({ text }).then(focusComposer).catch(ignore)
    })
    return () => panel.setWriter(undefined)
  }, [setComposerValue, focusComposer])
}

/**
 * While it was out of sight, the first-party chat may have been at work in the same thread. Not in one that the panel is
 * answering: what the server has of an unfinished answer would take its place.
 */
function useFreshness(
  { fetchUpdates }: UseChatKitReturn,
  sync: ThreadSync,
  isAnswering: RefObject<boolean>,
) {
  const state = usePanel()
  const shown = isShown(state)
  const wasAway = useRef(false)
  useEffect(() => {
    if (!shown) return
    const key = panel.state().place?.key
    const isThere = key !== undefined && !isNew(key) && sync.isAt(key)
    if (wasAway.current && isThere && !isAnswering.current) fetchUpdates().catch(ignore)
    return () => {
      wasAway.current = true
    }
  }, [shown, sync, isAnswering, fetchUpdates])
}

/** The panel refuses some calls while it loads or answers; nothing is lost by it. */
function ignore() {}
