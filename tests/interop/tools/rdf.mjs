// N3.js, jsonld.js, Comunica and two SHACL engines, by one program:
//
//   rdf.mjs n3 FORMAT FILE               counts triples and quads
//   rdf.mjs jsonld FILE.jsonld FILE.nq   counts quads; are the canonical forms the same?
//   rdf.mjs comunica FILE.nq QUERY ...   counts, and answers queries
//   rdf.mjs rdf-validate-shacl|shacl-engine SHAPES DATA.nt FAULT ...
//
// Prints JSON. Run it in the folder that holds node_modules.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import path from 'node:path'

const require = createRequire(path.join(process.cwd(), 'package.json'))
const load = async name => {
  const module = await import(pathToFileURL(require.resolve(name)))
  return module.default ?? module
}
const N3 = require('n3')
const FORMATS = { nquads: 'N-Quads', trig: 'TriG', turtle: 'Turtle', ntriples: 'N-Triples' }

const read = (format, file) => new N3.Parser({ format: FORMATS[format] }).parse(readFileSync(file, 'utf8'))
const triple = q => `${q.subject.value} ${q.predicate.value} ${q.object.value} ${q.object.datatype?.value ?? ''}`
const counts = quads => ({
  quads: new Set(quads.map(q => `${triple(q)} ${q.graph.value}`)).size,
  triples: new Set(quads.map(triple)).size
})

async function jsonldCounts(file, nquads) {
  const jsonld = await load('jsonld')
  const document = JSON.parse(readFileSync(file, 'utf8'))
  const text = await jsonld.toRDF(document, { format: 'application/n-quads' })
  const quads = new N3.Parser({ format: 'N-Quads' }).parse(text)
  const canonical = input => jsonld.canonize(input, {
    algorithm: 'RDFC-1.0', inputFormat: 'application/n-quads', format: 'application/n-quads'
  })
  const same = await canonical(text) === await canonical(readFileSync(nquads, 'utf8'))
  return { ...counts(quads), canonical: same }
}

async function comunica(file, queries) {
  const { QueryEngine } = require('@comunica/query-sparql-rdfjs')
  const quads = read('nquads', file)
  const store = new N3.Store(quads)
  const answers = []
  for (const query of queries) {
    const text = readFileSync(query, 'utf8')
    const head = /SELECT (?:DISTINCT )?(.*)\n/.exec(text)[1].replace(/\([^?]*\?\w+\) AS (\?\w+)\)/g, '$1')
    const variables = head.match(/\?\w+/g).map(v => v.slice(1))
    const rows = await (await new QueryEngine().queryBindings(text, { sources: [store] })).toArray()
    answers.push(rows.map(row => variables.map(v => row.get(v)?.value ?? '')))
  }
  return { ...counts(quads), answers }
}

async function shacl(tool, shapes, data, faults) {
  const rdf = await load('rdf-ext')
  const dataset = (format, file) => rdf.dataset(read(format, file))
  const [rules, good] = [dataset('turtle', shapes), dataset('ntriples', data)]
  let validate
  if (tool === 'shacl-engine') {
    const { Validator } = await import(pathToFileURL(require.resolve('shacl-engine')))
    const engine = new Validator(rules, { factory: rdf })
    validate = dataset => engine.validate({ dataset })
  } else {
    const Validator = await load('rdf-validate-shacl')
    const engine = new Validator(rules)
    validate = dataset => engine.validate(dataset)
  }
  const node = result => (result.focusNode.term ?? result.focusNode).value
  const report = async dataset => {
    const { conforms, results } = await validate(dataset)
    return { conforms, nodes: [...new Set(results.map(node))].sort() }
  }
  const reports = [await report(good)]
  faults.forEach(fault => read('turtle', fault).forEach(quad => good.add(quad)))
  reports.push(await report(good))
  return reports
}

const [tool, ...args] = process.argv.slice(2)
const run = {
  n3: async () => counts(read(args[0], args[1])),
  jsonld: () => jsonldCounts(args[0], args[1]),
  comunica: () => comunica(args[0], args.slice(1)),
  'rdf-validate-shacl': () => shacl(tool, args[0], args[1], args.slice(2)),
  'shacl-engine': () => shacl(tool, args[0], args[1], args.slice(2))
}
process.stdout.write(JSON.stringify(await run[tool]()))
