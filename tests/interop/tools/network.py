"""networkx: reads a GraphML or GEXF file and prints its size and weights as JSON."""

import json
import sys

import networkx

if __name__ == "__main__":
    file = sys.argv[1]
    graph = networkx.read_graphml(file) if file.endswith(".graphml") else networkx.read_gexf(file, version="1.3")
    label = lambda node: graph.nodes[node]["label"]
    edges = sorted(
        sorted([label(a), label(b)]) + [int(d["weight"]), d["visits"], d["meetings"], d["summits"]]
        for a, b, d in graph.edges(data=True))
    json.dump({"nodes": graph.number_of_nodes(), "edges": edges, "directed": graph.is_directed()}, sys.stdout)
