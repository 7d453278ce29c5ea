/** A browser that runs. Every call has a deadline. */
export type Browser = {
  /** A window without cookies and storage of others. */
  openWindow(): Promise<Window>
  close(): Promise<void>
}

/** What the journeys need of it. */
export type Window = {
  /** Of what the page can use. MiniBrowser stays at least 447 pixels wide. */
  resize(width: number, height: number): Promise<void>
  goTo(url: string): Promise<void>
  reload(): Promise<void>
  /** Runs a function or its source in the page. Arguments and result are JSON. */
  call<Args extends unknown[], Result>(
    inPage: string | ((...args: Args) => Result),
    ...args: Args
  ): Promise<Result>
  find<Args extends unknown[]>(
    inPage: (...args: Args) => Element | undefined,
    ...args: Args
  ): Promise<ElementHandle | undefined>
  click(element: ElementHandle): Promise<void>
  /** Into whatever has the focus. */
  type(text: string): Promise<void>
  chooseFile(input: ElementHandle, path: string): Promise<void>
  /** Of what is in view, as PNG. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

/** How the protocol names an element of the page. */
export type ElementHandle = Record<string, string>

export const COMMAND_MS = 10_000
/** A browser that has just been started has much to do first. */
export const START_MS = 30_000

/** Actions are the same in WebDriver and in WebDriver BiDi. */
export const typing = (text: string) => [
  {
    type: 'key',
    id: 'keyboard',
    actions: [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]),
  },
]

export const ENTER = '\uE007'
export const ESCAPE = '\uE00C'
