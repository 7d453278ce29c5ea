import type { ReactNode } from 'react'
import { own } from '~/lib/safe-json'
import { scrollArea } from '~/ui/scroll-area'
import { pick } from './looks'
import { isRecord, keyed, nodesIn, recordsIn, type WidgetNode, wholeNumber, words } from './node'
import styles from './widget.module.css'

type TableProps = { node: WidgetNode; drawChildren: (node: WidgetNode) => ReactNode }

export function Table({ node, drawChildren }: TableProps) {
  const rows = keyed(nodesIn(node.children))
  const drawRow = ({ key, node: row }: (typeof rows)[number]) => (
    <tr key={key}>
      {keyed(nodesIn(row.children)).map(({ key, node: cell }) => (
        <Cell key={key} node={cell} isHeader={row.header === true}>
          {drawChildren(cell)}
        </Cell>
      ))}
    </tr>
  )
  const isHead = ({ node: row }: (typeof rows)[number]) => row.header === true
  const heads = rows.filter(isHead)
  return (
    <div {...scrollArea(styles.table)}>
      <table>
        {heads.length > 0 && <thead>{heads.map(drawRow)}</thead>}
        <tbody>{rows.filter((row) => !isHead(row)).map(drawRow)}</tbody>
      </table>
    </div>
  )
}

function Cell({
  node,
  isHeader,
  children,
}: {
  node: WidgetNode
  isHeader: boolean
  children: ReactNode
}) {
  const span = {
    colSpan: wholeNumber(node.colSpan, 1, 50),
    rowSpan: wholeNumber(node.rowSpan, 1, 50),
    style: { textAlign: pick(ALIGN, node.align) },
  }
  if (!isHeader) return <td {...span}>{children}</td>
  return (
    <th scope="col" {...span}>
      {children}
    </th>
  )
}

const ALIGN = { start: 'start', center: 'center', end: 'end' } as const

const MOST_SERIES = 12
const MOST_POINTS = 400

/** A chart as the numbers it is made of: every one can be read, by everybody. */
export function Chart({ node }: { node: WidgetNode }) {
  const axis = isRecord(node.xAxis) ? words(node.xAxis.dataKey) : words(node.xAxis)
  const series = recordsIn(node.series)
    .slice(0, MOST_SERIES)
    .map(({ dataKey, label }, i) => ({
      place: `series-${i}`,
      dataKey: words(dataKey),
      label: words(label) || words(dataKey),
    }))
  const points = recordsIn(node.data)
    .slice(0, MOST_POINTS)
    .map((point, i) => ({ point, place: `point-${i}` }))
  if (series.length === 0 || points.length === 0) return null
  return (
    <div {...scrollArea(styles.table)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{axis}</th>
            {series.map(({ place, label }) => (
              <th key={place} scope="col" className={styles.number}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ point, place: row }) => (
            <tr key={row}>
              <th scope="row">{words(own(point, axis))}</th>
              {series.map(({ place, dataKey }) => (
                <td key={place} className={styles.number}>
                  {words(own(point, dataKey))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
