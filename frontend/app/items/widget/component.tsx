import { WidgetButton } from './button'
import { Box, Col, Divider, Form, Row, Spacer } from './containers'
import { Checkbox, DatePicker, Input, RadioGroup, Select, Textarea } from './fields'
import { WidgetIcon } from './icon'
import { childrenOf, DEEPEST, type WidgetNode } from './node'
import { Picture } from './picture'
import { Chart, Table } from './tables'
import { Badge, Caption, Label, Text, Title, WidgetMarkdown } from './texts'

type ChildrenProps = { of: WidgetNode; depth: number }

export function Children({ of, depth }: ChildrenProps) {
  if (depth > DEEPEST) return null
  return childrenOf(of).map(({ key, node }) => (
    <Component key={key} node={node} depth={depth + 1} />
  ))
}

export function Component({ node, depth }: { node: WidgetNode; depth: number }) {
  const children = <Children of={node} depth={depth} />
  switch (node.type) {
    case 'Text':
      return <Text node={node} />
    case 'Title':
      return <Title node={node} />
    case 'Caption':
      return <Caption node={node} />
    case 'Markdown':
      return <WidgetMarkdown node={node} />
    case 'Badge':
      return <Badge node={node} />
    case 'Icon':
      return <WidgetIcon node={node} />
    case 'Image':
      return <Picture node={node} />
    case 'Box':
      return <Box node={node}>{children}</Box>
    case 'Row':
      return <Row node={node}>{children}</Row>
    case 'Col':
      return <Col node={node}>{children}</Col>
    case 'Form':
      return <Form node={node}>{children}</Form>
    case 'Divider':
      return <Divider node={node} />
    case 'Spacer':
      return <Spacer node={node} />
    case 'Button':
      return <WidgetButton node={node} />
    case 'Input':
      return <Input node={node} />
    case 'Textarea':
      return <Textarea node={node} />
    case 'Select':
      return <Select node={node} />
    case 'DatePicker':
      return <DatePicker node={node} />
    case 'Checkbox':
      return <Checkbox node={node} />
    case 'RadioGroup':
      return <RadioGroup node={node} />
    case 'Label':
      return <Label node={node} />
    case 'Table':
      return <Table node={node} drawChildren={(cell) => <Children of={cell} depth={depth + 2} />} />
    case 'Chart':
      return <Chart node={node} />
    default:
      return children // a transition, or a component that is newer than this page
  }
}
