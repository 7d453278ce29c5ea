/** What `GET /metrics` shows. */
export const metricsOf = async (url: string) => (await fetch(`${url}/metrics`)).text()

/** 0 for what is not there yet. */
export async function metricOf(
  url: string,
  name: string,
  labels: Record<string, string>,
): Promise<number> {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const text = await metricsOf(url)
  const line = text
    .split('\n')
    .find((each) => each.match(/^\w+/)?.[0] === name && wanted.every((pair) => each.includes(pair)))
  return Number(line?.split(' ').at(-1) ?? 0)
}
