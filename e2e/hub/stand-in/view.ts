import type { ChatKitOptions } from '@openai/chatkit'
import type { Message, WireAction } from './protocol.ts'

export type View = {
  options: ChatKitOptions
  /** The new-thread view. */
  isStart: boolean
  isAnswering: boolean
  messages: Message[]
  attachments: { name: string }[]
  draft: string
}

export type Doings = {
  type(text: string): void
  send(text: string): unknown
  stop(): void
  attach(file: File): unknown
  rate(message: Message): unknown
  retry(message: Message): unknown
  act(action: WireAction, message: Message): unknown
}

/** What the panel shows, in plain HTML. */
export function draw(place: HTMLElement, view: View, doings: Doings) {
  const { options, draft } = view
  const theme = typeof options.theme === 'object' ? options.theme : { colorScheme: options.theme }
  place.setAttribute('aria-label', options.frameTitle ?? 'Chat')
  place.dataset.colorScheme = theme.colorScheme
  place.dataset.accent = theme.color?.accent?.primary
  const composer = element('textarea', { ariaLabel: 'Ask the panel', value: draft })
  composer.placeholder = options.composer?.placeholder ?? ''
  composer.oninput = () => doings.type(composer.value)
  place.replaceChildren(
    ...(view.isStart ? startScreen(options, doings) : []),
    transcript(view, doings),
    element('p', { textContent: view.attachments.map(({ name }) => name).join(', ') }),
    composer,
    filePicker(options, doings),
    view.isAnswering
      ? button('Stop the panel', doings.stop)
      : button('Send to the panel', () => doings.send(composer.value)),
  )
}

function startScreen({ startScreen }: ChatKitOptions, { send }: Doings) {
  const prompts = startScreen?.prompts ?? []
  return [
    element('h2', { textContent: startScreen?.greeting ?? '' }),
    ...prompts.map(({ label, prompt }) => button(label, () => send(String(prompt)))),
  ]
}

function transcript(
  { messages, options: { threadItemActions } }: View,
  { rate, retry, act }: Doings,
) {
  const list = element('ol', { ariaLabel: 'Messages in the panel' })
  for (const message of messages) {
    const row = element('li', { textContent: [message.text, ...message.files].join(' ') })
    row.dataset.type = message.type
    if (message.type === 'assistant_message') {
      if (threadItemActions?.feedback) row.append(button('Like', () => rate(message)))
      if (threadItemActions?.retry) row.append(button('Again', () => retry(message)))
    }
    for (const { text, action } of message.rows) {
      if (action) row.append(button(text, () => act(action, message)))
    }
    list.append(row)
  }
  return list
}

function filePicker({ composer }: ChatKitOptions, { attach }: Doings) {
  const files = element('input', { type: 'file', ariaLabel: 'Files for the panel' })
  files.hidden = !composer?.attachments?.enabled
  files.onchange = () => {
    for (const file of files.files ?? []) attach(file)
  }
  return files
}

type TagName = 'button' | 'h2' | 'input' | 'li' | 'ol' | 'p' | 'textarea'

function element<K extends TagName>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  Object.assign(made, properties)
  return made
}

function button(name: string, onclick: () => unknown) {
  return element('button', { type: 'button', textContent: name, onclick: () => void onclick() })
}
