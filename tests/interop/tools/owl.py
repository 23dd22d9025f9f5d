"""owlready2: reads the ontology (as RDF/XML) and a graph (as N-Triples).

    owl.py ONTOLOGY.rdf GRAPH.nt [QUERY ...]

prints JSON: the classes and properties of ours, the event types, the number of
events that are instances of them, and the answers.
"""

import json
import sys

import owlready2

SILK = "https://w3id.org/silkgraph/ns#"


def named(entities):
    return sorted(e.iri[len(SILK):] for e in entities if e.iri.startswith(SILK))


if __name__ == "__main__":
    ontology_file, graph_file, *queries = sys.argv[1:]
    world = owlready2.World()
    ontology = world.get_ontology("file://" + ontology_file).load()
    event = world[SILK + "Event"]
    found = {
        "classes": named(ontology.classes()),
        "properties": named(ontology.properties()),
        "individuals": named(i for i in ontology.individuals()),
        "event types": named(c for c in event.subclasses()),
        "roles of a visit": sorted(
            r.property.python_name for r in world[SILK + "Visit"].is_a if isinstance(r, owlready2.Restriction)),
    }
    before = len(world.graph)
    graph = world.get_ontology("http://example.org/graph#")
    graph.load(fileobj=open(graph_file, "rb"))
    found["triples"] = len(world.graph) - before
    found["events"] = len(set(event.instances()))
    found["answers"] = []
    for query in queries:
        rows = world.sparql(open(query).read())
        found["answers"].append(sorted([getattr(v, "iri", None) or str(v) for v in row] for row in rows))
    json.dump(found, sys.stdout)
