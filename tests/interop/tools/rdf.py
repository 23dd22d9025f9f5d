"""rdflib and pyoxigraph: prints what a file holds and how they answer.

    rdf.py rdflib|pyoxigraph FORMAT FILE [QUERY ...]

prints JSON: the number of triples (of all graphs together, each once) and of
quads, and for each query its rows, sorted, as the values of SPARQL's CSV.
"""

import json
import sys


def with_rdflib(form, file, queries):
    import rdflib

    data = rdflib.Dataset(default_union=False)
    data.parse(file, format={"nquads": "nquads", "trig": "trig", "turtle": "turtle", "ntriples": "nt",
                             "rdfxml": "xml", "jsonld": "json-ld"}[form])
    quads = {(s, p, o, None if str(g).startswith("urn:x-rdflib:default") else g) for s, p, o, g in data.quads()}
    answers = []
    for query in queries:
        rows = data.query(open(query).read())
        answers.append(sorted(["" if v is None else str(v) for v in row] for row in rows))
    return len({q[:3] for q in quads}), len(quads), answers


def with_pyoxigraph(form, file, queries):
    import pyoxigraph as ox

    forms = {"nquads": "N_QUADS", "trig": "TRIG", "turtle": "TURTLE", "ntriples": "N_TRIPLES",
             "rdfxml": "RDF_XML", "jsonld": "JSON_LD"}
    store = ox.Store()
    store.bulk_load(path=file, format=getattr(ox.RdfFormat, forms[form]))
    quads = set(store)
    answers = []
    for query in queries:
        rows = store.query(open(query).read())
        answers.append(sorted(["" if v is None else v.value for v in row] for row in rows))
    return len({(q.subject, q.predicate, q.object) for q in quads}), len(quads), answers


if __name__ == "__main__":
    tool, form, file, *queries = sys.argv[1:]
    triples, quads, answers = {"rdflib": with_rdflib, "pyoxigraph": with_pyoxigraph}[tool](form, file, queries)
    json.dump({"triples": triples, "quads": quads, "answers": answers}, sys.stdout)
