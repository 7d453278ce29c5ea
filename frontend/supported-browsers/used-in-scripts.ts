/** Features of the browser that TypeScript code uses, told by the types of TypeScript's own libraries. */
import ts from 'typescript'
import { isFeature, type Use } from './compat-data.ts'

const BUILTINS = 'javascript.builtins'

export function usedInScripts(program: ts.Program, files: string[]): Use[] {
  const checker = program.getTypeChecker()
  return files.flatMap((file) => {
    const source = program.getSourceFile(file)
    if (!source) throw new Error(`${file} is not part of the TypeScript project.`)
    const uses: Use[] = []
    const visit = (node: ts.Node) => {
      const feature = featureOf(node, checker)
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      if (feature) uses.push({ feature, file, line: line + 1 })
      ts.forEachChild(node, visit)
    }
    visit(source)
    return uses
  })
}

function featureOf(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  if (ts.isJsxAttribute(node)) return attributeFeature(node)
  if (!ts.isIdentifier(node) || ts.isPartOfTypeNode(node)) return undefined
  const name = node.text
  const object = ownerOf(node)
  if (!object) {
    if (!isOfTheBrowser(checker.getSymbolAtLocation(node))) return undefined
    return firstFeature([`api.${name}`, `api.Window.${name}`, `${BUILTINS}.${name}`])
  }
  const type = checker.getApparentType(checker.getTypeAtLocation(object))
  if (!isOfTheBrowser(type.getProperty(name))) return undefined
  const owners = namesOf(type).flatMap((owner) => [
    `api.${owner}.${name}`,
    `${BUILTINS}.${owner}.${name}`,
  ])
  return firstFeature([...staticFeatures(object, name), ...owners])
}

const isOfTheBrowser = (symbol: ts.Symbol | undefined) =>
  symbol?.declarations?.some((declaration) =>
    /\/typescript\/lib\/lib\.[\w.]+\.d\.ts$/.test(declaration.getSourceFile().fileName),
  )

/** What this is a member of, as in `object.member` and `const { member } = object`. */
function ownerOf(node: ts.Identifier): ts.Expression | undefined {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.name === node ? parent.expression : undefined
  }
  if (!ts.isBindingElement(parent) || (parent.propertyName ?? parent.name) !== node)
    return undefined
  const declaration = parent.parent.parent
  return ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
}

/** Of `URL` in `URL.canParse`, whose type has no name of its own. */
function staticFeatures(object: ts.Expression, member: string): string[] {
  const owner = ts.isPropertyAccessExpression(object) ? object.name : object
  if (!ts.isIdentifier(owner)) return []
  return [`api.${owner.text}.${member}_static`, `${BUILTINS}.${owner.text}.${member}`]
}

/** Of a type and all that it extends; of each part of a union. */
function namesOf(type: ts.Type): string[] {
  if (type.isUnionOrIntersection()) return type.types.flatMap(namesOf)
  const bases = type.isClassOrInterface() ? (type.getBaseTypes() ?? []) : []
  const target = (type as ts.TypeReference).target
  const own = type.symbol ? [type.symbol.name] : []
  return [...own, ...(target && target !== type ? namesOf(target) : []), ...bases.flatMap(namesOf)]
}

/** `<dialog closedby>` */
function attributeFeature(node: ts.JsxAttribute) {
  const tag = node.parent.parent.tagName.getText()
  const name = node.name.getText().toLowerCase()
  if (!/^[a-z]/.test(tag)) return undefined
  return firstFeature([`html.elements.${tag}.${name}`, `html.global_attributes.${name}`])
}

const firstFeature = (paths: string[]) => paths.find(isFeature)
