"""pySHACL: validates a file against the shapes, alone and with faults planted.

    shacl.py SHAPES DATA FAULT ...

prints JSON: for the data, and for the data with all faults, whether they
conform, and the nodes at fault.
"""

import json
import sys

import pyshacl
import rdflib

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def report(data, shapes):
    conforms, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    return {"conforms": conforms, "nodes": sorted({str(node) for node in results.objects(None, SH.focusNode)})}


if __name__ == "__main__":
    shapes = rdflib.Graph().parse(sys.argv[1], format="turtle")
    data = rdflib.Graph().parse(sys.argv[2], format="nt")
    reports = [report(data, shapes)]
    for fault in sys.argv[3:]:
        data.parse(fault, format="turtle")
    reports.append(report(data, shapes))
    json.dump(reports, sys.stdout)
