/** The browser's microphone. */

export type Recording = {
  /** All that was recorded, once it has ended: stopped, or at one of its limits. */
  finished: Promise<Blob>
  stop(): void
}

const LONGEST_MS = 120_000
/** Sent as base64 in a body of at most 10 MiB, with a little room for the rest of the request. */
const LARGEST_BYTES = Math.floor((10 * 2 ** 20 - 4_096) * 0.75)
/** How much may come in before its size is looked at. */
const SLICE_MS = 1_000
/** Plenty for speech. */
const BITS_PER_SECOND = 48_000

const TYPES = ['audio/webm;codecs=opus', 'audio/mp4']

/** @throws a DOMException where there is no microphone, or none for this page */
export async function record(signal: AbortSignal): Promise<Recording> {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
  const release = () => {
    for (const track of microphone.getTracks()) track.stop()
  }
  try {
    signal.throwIfAborted()
    return listen(microphone, release, signal)
  } catch (error) {
    release()
    throw error
  }
}

function listen(microphone: MediaStream, release: () => void, signal: AbortSignal): Recording {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
  const recorder = new MediaRecorder(microphone, {
    mimeType,
    audioBitsPerSecond: BITS_PER_SECOND,
  })
  const { promise: finished, resolve, reject } = Promise.withResolvers<Blob>()
  const slices: Blob[] = []
  let bytes = 0

  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop()
  }
  /** Turns the microphone off at once, before the recorder has flushed. */
  const throwAway = () => {
    stop()
    release()
  }
  const clock = setTimeout(stop, LONGEST_MS)
  const leave = () => {
    clearTimeout(clock)
    release()
    signal.removeEventListener('abort', throwAway)
  }
  signal.addEventListener('abort', throwAway)
  recorder.ondataavailable = ({ data }) => {
    // The slice that comes next must still fit.
    if (bytes + 2 * data.size > LARGEST_BYTES) stop()
    bytes += data.size
    slices.push(data)
  }
  recorder.onstop = () => {
    leave()
    resolve(new Blob(slices, { type: recorder.mimeType }))
  }
  recorder.onerror = () => {
    leave()
    reject(new Error('The recorder gave up.'))
  }
  recorder.start(SLICE_MS)
  return { finished, stop }
}
