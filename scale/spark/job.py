#!/usr/bin/env python3
"""Reads articles on many machines: shards of the graph, and tables for SQL.

    spark-submit scale/spark/job.py --binary silkgraph --output OUT ARTICLES...

Spark does the distributing, silkgraph the rest. Partitions of articles are piped
through `silkgraph extract`; the statements are fused by shares, each by one
`silkgraph fuse` that says which neighbours it wants to see too, until none wants
more. Sorted, the graph is byte for byte what one `silkgraph ingest` makes.

    OUT/graph/          claims-*, events-*, actors-*.nq.gz: for `silkgraph load`
    OUT/tables/         Parquet: articles, sentences, claims, claim_roles, events, roles
    OUT/dead-letters/   JSON: what could not be read or fused, with the reason
    OUT/work/           what a run that was broken off goes on from, with --resume

ARTICLES are files or folders on any file system that Spark reads. Lines of JSON
(.jsonl, .ndjson) and Parquet (the same names as columns) are split among all
machines; of anything else a file goes to silkgraph whole, which knows its format by
the name and the content.
"""

import argparse
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from pyspark import SparkFiles, StorageLevel
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

ARTICLE = "https://w3id.org/silkgraph/id/article/"
ID = "https://w3id.org/silkgraph/id/"

# What a step hands on: a line or file, and what it became.
EXTRACTED = "article string, digest string, line string, input string, reason string"
FUSED = "part int, kind string, value string"


# Calling silkgraph ----------------------------------------------------------------------

class Silkgraph:
    """The program, on whichever machine this runs."""

    def __init__(self, context, args):
        self.timeout = args.timeout
        self.name = sent(context, args.binary)
        folders = [("--data", args.data), *(("--gazetteer", folder) for folder in args.gazetteer)]
        self.data = [(flag, sent(context, folder)) for flag, folder in folders if folder]

    def run(self, *arguments, input=None):
        """Standard output and error; `Failed` when the program did not come to its end."""
        command = [SparkFiles.get(self.name), *map(str, arguments)]
        for flag, folder in self.data:
            command += [flag, SparkFiles.get(folder)]
        environment = {**os.environ, "RAYON_NUM_THREADS": "1"}
        try:
            done = subprocess.run(command, input=input, capture_output=True, timeout=self.timeout, env=environment)
        except subprocess.TimeoutExpired:
            raise Failed(f"silkgraph took longer than {self.timeout} seconds") from None
        told = done.stderr.decode("utf-8", "replace")
        # 1 is for lines that cannot be read; the rest was read.
        if done.returncode not in (0, 1):
            raise Failed(f"silkgraph ended with {done.returncode}: {told.strip()[-500:]}")
        return done.stdout.decode(), told


def sent(context, path):
    """Sends a file or folder to all machines; returns the name that it has there."""
    context.addFile(path, recursive=os.path.isdir(path))
    return os.path.basename(path.rstrip("/"))


class Failed(Exception):
    """silkgraph crashed, hung, or was killed."""


# Articles to statements -----------------------------------------------------------------

def with_id(line):
    """The line, and the identifier of its article; one that has none is named by its content."""
    try:
        article = json.loads(line)
        if not isinstance(article, dict):
            return line, None
    except ValueError:
        return line, None
    identifier = article.get("id")
    if identifier in (None, ""):
        identifier = "article-" + hashlib.sha256(line.encode()).hexdigest()[:12]
        line = json.dumps({**article, "id": identifier}, ensure_ascii=False)
    return line, str(identifier)


def in_chunks(lines, size):
    """Some lines at a time, in which no identifier comes twice."""
    chunk, seen = [], set()
    for line in lines:
        line, identifier = with_id(line.replace("\n", " "))
        if len(chunk) >= size or identifier in seen:
            yield chunk
            chunk, seen = [], set()
        chunk.append(line)
        if identifier is not None:
            seen.add(identifier)
    if chunk:
        yield chunk


def extract_lines(silkgraph, lines):
    """The statements of these articles, and what could not be read. What breaks the
    program is looked for by halves."""
    # A file, so that its name says what it holds: a broken first line does not.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.jsonl"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            said, told = silkgraph.run("extract", file, "--format", "statements")
        except Failed as failed:
            if len(lines) == 1:
                yield dead(lines[0], str(failed))
            else:
                half = len(lines) // 2
                yield from extract_lines(silkgraph, lines[:half])
                yield from extract_lines(silkgraph, lines[half:])
            return
    yield from statements(said)
    for complaint in complaints(told):
        numbered = re.match(re.escape(str(file)) + r", line (\d+)", complaint)
        if numbered:
            yield dead(lines[int(numbered[1]) - 1], complaint[numbered.end():].lstrip(",: "))
        else:
            yield dead("\n".join(lines), complaint)


def extract_file(silkgraph, path, content):
    """The statements of the articles of a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(path).name
        file.write_bytes(content)
        try:
            said, told = silkgraph.run("extract", file, "--format", "statements")
        except Failed as failed:
            yield dead(path, str(failed))
            return
        yield from statements(said)
        for complaint in complaints(told):
            yield dead(path, complaint.replace(str(file), path))


def statements(said):
    for line in said.splitlines():
        told = json.loads(line)
        yield told["article"]["id"], told["digest"], line, None, None


def complaints(told):
    prefix = "silkgraph: "
    return [line[len(prefix):] for line in told.splitlines() if line.startswith(prefix)]


def dead(what, reason):
    return None, None, None, what, reason


def extracted(spark, silkgraph, args):
    """All articles as rows of `EXTRACTED`."""
    schema = T._parse_datatype_string(EXTRACTED)
    rows = spark.sparkContext.emptyRDD()
    lines, tables, files = sort_inputs(args.articles, args.format)
    size = args.chunk
    if lines:
        text = spark.read.text(lines).rdd.map(lambda row: row[0])
        rows = rows.union(of_lines(text, silkgraph, size))
    if tables:
        good, bad = readable_tables(spark, tables)
        rows = rows.union(spark.sparkContext.parallelize(bad, 1))
        for table in good:
            # Tables of several writers need not have the same columns.
            text = table.select(F.to_json(F.struct("*"))).rdd.map(lambda row: row[0])
            rows = rows.union(of_lines(text, silkgraph, size))
    if files:
        content = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(files)
        pairs = content.select("path", "content").rdd
        rows = rows.union(pairs.flatMap(lambda row: extract_file(silkgraph, row[0], bytes(row[1]))))
    return spark.createDataFrame(rows, schema)


def of_lines(text, silkgraph, size):
    def through(lines):
        for chunk in in_chunks((line for line in lines if line.strip()), size):
            yield from extract_lines(silkgraph, chunk)

    return text.mapPartitions(through)


def sort_inputs(paths, format):
    """Lines of JSON, tables, and other files, by what is asked for or by their names."""
    by_format = {"jsonl": [], "parquet": [], "files": []}
    for path in paths:
        name = path.rstrip("/").lower()
        by_name = "parquet" if name.endswith(".parquet") else "jsonl" if name.endswith((".jsonl", ".ndjson")) else "files"
        by_format[format or by_name].append(path)
    return by_format["jsonl"], by_format["parquet"], by_format["files"]


def readable_tables(spark, paths):
    """Each table that can be read to its end; and the others, as dead letters."""
    good, bad = [], []
    for path in paths:
        try:
            table = spark.read.parquet(path)
            table.write.format("noop").mode("overwrite").save()
            good.append(table)
        except Exception as error:
            files = files_of(spark, path)
            if len(files) > 1:
                further = readable_tables(spark, files)
                good += further[0]
                bad += further[1]
            else:
                bad.append(dead(path, "the table cannot be read: " + str(error).strip().splitlines()[0][:500]))
    return good, bad


def files_of(spark, path):
    """The files of a folder, without those that begin with _ or a point."""
    system, path = file_system(spark, path)
    if not system.exists(path) or not system.getFileStatus(path).isDirectory():
        return []
    names = [status.getPath() for status in system.listStatus(path)]
    return sorted(str(name.toString()) for name in names if not name.getName().startswith(("_", ".")))


# Each article once ----------------------------------------------------------------------

def distinct_articles(rows):
    """Each article once. Of the same text under the same identifier one is kept; another
    text under it gets a name of its own, by its digest."""
    found = rows.where("line is not null").groupBy("article", "digest").agg(F.min("line").alias("line"))
    number = F.row_number().over(Window.partitionBy("article").orderBy("digest"))
    return found.withColumn("number", number).rdd.map(renamed).toDF("article string, line string")


def renamed(row):
    if row["number"] == 1:
        return row["article"], row["line"]
    told = json.loads(row["line"])
    name = f"{row['article']}-{row['digest'][:8]}"
    told["article"]["id"] = name
    told.setdefault("warnings", []).append(f'another article is named "{row["article"]}"; this one is "{name}"')
    return name, json.dumps(told, ensure_ascii=False, separators=(",", ":"))


# Statements to events -------------------------------------------------------------------

def slim(line):
    """What fusing needs of a line."""
    told = json.loads(line)
    for name in ("digest", "warnings", "sentences"):
        told.pop(name, None)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def period_of(key):
    """The order in which keys are divided: by period, so that most neighbours are in one part."""
    return key.rsplit(" ", 1)[-1].lstrip("~")


def parts_of_keys(spark, lines, size):
    """The keys by which accounts are divided, each with its part: (part, key)."""
    counts = lines.rdd.flatMap(lambda row: json.loads(row["line"])["shares"]).map(lambda key: (key, 1))
    counts = counts.reduceByKey(lambda a, b: a + b).map(lambda pair: (period_of(pair[0]), pair[0], pair[1]))
    counts = counts.toDF("period string, key string, number int")
    before = F.sum("number").over(Window.orderBy("period", "key").rowsBetween(Window.unboundedPreceding, -1))
    part = F.floor(F.coalesce(before, F.lit(0)) / size).cast("int")
    return counts.select(part.alias("part"), "key")


def fuse_part(silkgraph, part, own, known, lines):
    """The rows of a part: what it wants, or its quads and its events as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / name for name in ("own", "known", "lines.jsonl", "wanted")}
        for name, content in (("own", own), ("known", known), ("lines.jsonl", lines)):
            with paths[name].open("w", encoding="utf-8") as file:
                file.writelines((line if name == "lines.jsonl" else json.dumps(line)) + "\n" for line in content)
        share = ("fuse", paths["lines.jsonl"], "--own", paths["own"], "--known", paths["known"])
        try:
            quads, told = silkgraph.run(*share, "--wanted", paths["wanted"])
            if told:
                raise Failed(told)
            wanted = [json.loads(key) for key in paths["wanted"].read_text(encoding="utf-8").splitlines()]
            events = "" if wanted else silkgraph.run(*share, "--format", "json")[0]
        except Failed as failed:
            yield part, "dead", json.dumps({"input": own, "reason": str(failed)})
            return
    yield from ((part, "wanted", key) for key in wanted)
    told_of = set()
    for line in events.splitlines():
        told_of.add(f"<{json.loads(line)['iri']}>")
        yield part, "event", line
    for quad in quads.splitlines():
        subject = quad.split(" ", 1)[0]
        is_told = subject in told_of or subject.startswith(f"<{ARTICLE}")
        yield part, "quad" if is_told else "thing", quad


def fuse_round(spark, silkgraph, own, known, found, lines, shuffled):
    """One run of the parts that `known` names."""
    lent = known.join(found, "key").select("part", "article").distinct().join(lines, "article")
    active = known.select("part").distinct()
    rows = lent.select("part", F.lit(2).alias("kind"), F.col("slim").alias("value"))
    rows = rows.union(known.select("part", F.lit(1), "key"))
    rows = rows.union(own.join(active, "part").select("part", F.lit(0), "key"))
    # Sorted, so that a part reads the same however often it is run.
    rows = rows.repartition(shuffled, "part").sortWithinPartitions("part", "kind", "value")

    def fuse(rows):
        for part, of_part in itertools.groupby(rows, lambda row: row[0]):
            kinds = {kind: [row[2] for row in some] for kind, some in itertools.groupby(of_part, lambda row: row[1])}
            yield from fuse_part(silkgraph, part, *(kinds.get(kind, []) for kind in (0, 1, 2)))

    return spark.createDataFrame(rows.rdd.mapPartitions(fuse), FUSED)


def fused(spark, silkgraph, articles, args):
    """All rows of `FUSED` of the last round of each part; how many rounds there were."""
    lines = articles.rdd.map(lambda row: (row[0], slim(row[1]))).toDF("article string, slim string")
    keys = articles.rdd.flatMap(keys_of).distinct().toDF("key string, article string")
    own = parts_of_keys(spark, articles, args.accounts)
    for table, name in ((lines, "lines"), (keys, "keys"), (own, "own")):
        table.write.mode("overwrite").parquet(f"{args.output}/work/{name}")
    lines, keys, own = (spark.read.parquet(f"{args.output}/work/{name}") for name in ("lines", "keys", "own"))
    shuffled = min(max(own.select("part").distinct().count(), 1), args.partitions)
    known, rounds = own, []
    while True:
        path = f"{args.output}/work/round-{len(rounds)}"
        fuse_round(spark, silkgraph, own, known, keys, lines, shuffled).write.mode("overwrite").parquet(path)
        rounds.append(spark.read.parquet(path))
        wanted = rounds[-1].where("kind = 'wanted'").select("part", F.col("value").alias("key"))
        if wanted.isEmpty():
            break
        known = known.join(wanted.select("part").distinct(), "part", "left_semi").union(wanted)
        known.write.mode("overwrite").parquet(f"{args.output}/work/known-{len(rounds)}")
        known = spark.read.parquet(f"{args.output}/work/known-{len(rounds)}")
    rows = rounds[0]
    for further in rounds[1:]:
        rows = rows.union(further)
    return rows.where("kind <> 'wanted'"), len(rounds)


def keys_of(row):
    told = json.loads(row["line"])
    return [(key, row["article"]) for key in {*told.get("keys", ()), *told["shares"]}]


# What is written ------------------------------------------------------------------------

def claim_graphs(silkgraph, size, texts):
    """The graphs of some articles, as quads."""
    command = ["fuse", "-", "--what", "claims", *([] if texts else ["--no-text"])]

    def of(rows):
        while chunk := list(itertools.islice(rows, size)):
            lines = "\n".join(row["line"] for row in chunk)
            quads, told = silkgraph.run(*command, input=lines.encode())
            if told:
                raise Failed(told)
            yield from ((quad,) for quad in quads.splitlines())

    return of


def write_shards(spark, lines, folder, name):
    """A file for each partition of lines, whose names do not depend on the run."""
    path = f"{folder}/.{name}"
    lines.write.mode("overwrite").option("compression", "gzip").text(path)
    system, source = file_system(spark, path)
    paths = spark.sparkContext._jvm.org.apache.hadoop.fs.Path
    parts = sorted(file for file in files_of(spark, path) if file.endswith(".gz"))
    for at, part in enumerate(parts):
        target = paths(f"{folder}/{name}-{at:05}.nq.gz")
        system.delete(target, False)
        if not system.rename(paths(part), target):
            raise OSError(f"{part} cannot be renamed to {target.toString()}")
    system.delete(source, True)


def file_system(spark, path):
    path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(path)
    return path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()), path


ENTITY = "struct<id:string, name:string, kind:string, country:string, written:string>"
TIME = "struct<edtf:string, earliest:date, latest:date, precision:string, basis:string, text:string>"
LINE = f"""
    article struct<id:string, title:string, published:date, source:string, url:string, language:string>,
    warnings array<string>,
    sentences array<struct<number:int, span:struct<start:int, `end`:int>, text:string>>,
    statements array<struct<
        record:struct<event:string, status:string, roles:map<string, array<{ENTITY}>>, `values`:map<string, string>,
            place:array<{ENTITY}>, time:{TIME}, recurrence:string, count:int, source:array<{ENTITY}>>,
        sentence:int, span:struct<start:int, `end`:int>, trigger:string, extractor:string, pattern:string>>
"""
FILLER = "struct<iri:string, name:string, type:string, country:string>"
EVENT = f"""
    iri string, type string, status string, label string, date string, earliest date, latest date,
    recurrence string, count int, ordinal int, sum double, stance string,
    place array<{FILLER}>, roles map<string, string>, source array<{FILLER}>,
    partOf array<string>, replaces array<string>, contradicts array<array<string>>,
    evidence array<struct<claim:string, article:string, published:date, source:string, url:string,
        quote:string, start:int, `end`:int, pattern:string>>
"""


def tables(articles, events):
    """The tables for SQL, by name. `articles` and `events` are lines of JSON."""
    encoded = F.udf(lambda identifier: ARTICLE + quote(identifier, safe="-._~/"), "string", useArrow=False)
    thing = F.udf(lambda identifier: ID + quote(identifier, safe="-._~/"), "string", useArrow=False)
    told = articles.select(F.from_json("line", LINE).alias("t")).select("t.*")
    told = told.withColumn("iri", encoded("article.id"))
    event = events.select(F.from_json("value", EVENT).alias("t")).select("t.*")
    claims = told.select("iri", "article", F.posexplode("statements").alias("n", "s"))
    claims = claims.withColumn("claim", F.concat("iri", F.lit("#c"), F.col("n").cast("string"))).select("*", "s.*")
    of_claim = event.select(F.col("iri").alias("event"), F.explode("evidence.claim").alias("claim"))
    outlets = F.expr("size(array_distinct(filter(evidence.source, s -> s is not null)))")
    return {
        "articles": told.select(
            F.col("iri").alias("article"), "article.title", F.col("article.source").alias("outlet"),
            "article.published", "article.url", "article.language",
            F.coalesce(F.array_size("statements"), F.lit(0)).alias("claimCount"), "warnings"),
        "sentences": told.select(F.col("iri").alias("article"), F.explode("sentences").alias("s")).select(
            "article", "s.number", F.col("s.span.start").alias("begin"), F.col("s.span.end").alias("end"), "s.text"),
        "claims": claims.join(of_claim, "claim", "left").select(
            "claim", "event", F.col("iri").alias("article"), F.col("article.source").alias("outlet"),
            "article.published", F.col("record.event").alias("claims"), "record.status", "record.time.edtf",
            "record.time.earliest", "record.time.latest", "record.time.precision",
            F.col("record.time.basis").alias("dateBasis"), "record.values", "record.recurrence", "record.count",
            F.col("sentence").alias("number"), F.col("span.start").alias("begin"), F.col("span.end").alias("end"),
            "trigger", "extractor", "pattern"),
        "claim_roles": claims.select("claim", F.explode(F.map_concat(
            F.coalesce("record.roles", F.from_json(F.lit("{}"), f"map<string, array<{ENTITY}>>")),
            F.map_from_arrays(F.array(F.lit("place"), F.lit("source")), F.array(
                F.coalesce("record.place", F.from_json(F.lit("[]"), f"array<{ENTITY}>")),
                F.coalesce("record.source", F.from_json(F.lit("[]"), f"array<{ENTITY}>")))))).alias("role", "fillers"),
        ).select("claim", "role", F.explode("fillers").alias("f")).select(
            "claim", "role", thing("f.id").alias("actor"), F.col("f.name").alias("label"),
            F.col("f.kind").alias("type"), F.col("f.written").alias("written")),
        "events": event.select(
            F.col("iri").alias("event"), "type", "status", "label", F.col("date").alias("edtf"), "earliest", "latest",
            F.array_min("evidence.published").alias("reported"), "recurrence", "count", "ordinal", "sum", "stance",
            F.expr("filter(map_entries(roles), r -> not startswith(r.value, '['))").alias("details"),
            "partOf", "replaces", "contradicts", F.array_size("evidence").alias("claimCount"),
            F.array_size(F.array_distinct("evidence.article")).alias("articleCount"), outlets.alias("outletCount")),
        "roles": event.select(F.col("iri").alias("event"), F.explode(F.map_concat(
            F.expr(f"""transform_values(map_filter(roles, (k, v) -> startswith(v, '[')),
                (k, v) -> from_json(v, 'array<{FILLER}>'))"""),
            F.map_from_arrays(F.array(F.lit("place"), F.lit("source")), F.array("place", "source")))).alias("role", "f"),
        ).select("event", "role", F.explode("f").alias("f")).select(
            "event", "role", F.col("f.iri").alias("actor"), F.col("f.name").alias("label"), "f.type", "f.country"),
    }


# The job --------------------------------------------------------------------------------

def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="+", metavar="ARTICLES", help="files or folders of articles")
    parser.add_argument("--output", required=True, metavar="OUT", help="a folder that is not there yet")
    parser.add_argument("--binary", required=True, metavar="FILE", help="silkgraph, built for the machines of the cluster")
    parser.add_argument("--data", metavar="DIR", help="ontology, gazetteer and extractors of your own, as for silkgraph")
    parser.add_argument("--gazetteer", metavar="DIR", action="append", default=[], help="a gazetteer of your own beside the rest")
    parser.add_argument("--no-text", action="store_true", help="keep the words of sentences out of graph and tables")
    parser.add_argument("--format", choices=("jsonl", "parquet", "files"), help="what ARTICLES are, whatever their names")
    parser.add_argument("--chunk", type=int, default=500, metavar="N", help="articles that one process reads (%(default)s)")
    parser.add_argument("--accounts", type=int, default=500_000, metavar="N", help="accounts that one process fuses (%(default)s)")
    parser.add_argument("--partitions", type=int, metavar="N", help="partitions of the later steps; those of the cluster if not given")
    parser.add_argument("--timeout", type=int, default=3600, metavar="SECONDS", help="after which a process counts as hanging (%(default)s)")
    parser.add_argument("--resume", action="store_true", help="go on from what an earlier run with this OUT extracted")
    return parser.parse_args()


def main():
    args = arguments()
    spark = SparkSession.builder.appName("silkgraph").getOrCreate()
    context = spark.sparkContext
    args.partitions = args.partitions or max(context.defaultParallelism, 2)
    system, output = file_system(spark, args.output)
    work = f"{args.output}/work/extracted"
    if system.exists(output) and not args.resume:
        sys.exit(f"{args.output} is there already: name another folder, or go on from it with --resume")
    silkgraph = Silkgraph(context, args)
    if not system.exists(file_system(spark, f"{work}/_SUCCESS")[1]):
        extracted(spark, silkgraph, args).write.mode("overwrite").parquet(work)
    rows = spark.read.schema(EXTRACTED).parquet(work)
    articles = distinct_articles(rows).persist(StorageLevel.DISK_ONLY)
    made, rounds = fused(spark, silkgraph, articles, args)

    graph, shards = f"{args.output}/graph", args.partitions
    claims = articles.repartition(shards, "article").sortWithinPartitions("article")
    claims = claims.rdd.mapPartitions(claim_graphs(silkgraph, args.chunk, not args.no_text)).toDF("value string")
    write_shards(spark, claims, graph, "claims")
    quads = made.where("kind = 'quad'").repartition(shards, "part").sortWithinPartitions("part", "value")
    write_shards(spark, quads.select("value"), graph, "events")
    known = context.parallelize([0], 1).flatMap(
        lambda _: [(quad,) for quad in silkgraph.run("fuse", "-", "--what", "actors", input=b"")[0].splitlines()])
    things = made.where("kind = 'thing'").select("value").union(known.toDF("value string")).distinct()
    write_shards(spark, things.repartition(1).sortWithinPartitions("value"), graph, "actors")

    events = made.where("kind = 'event'")
    for name, table in tables(articles, events).items():
        if args.no_text and name == "sentences":
            table = table.drop("text")
        table.write.mode("overwrite").parquet(f"{args.output}/tables/{name}")
    letters = rows.where("reason is not null").select("input", "reason")
    unfused = made.where("kind = 'dead'").select(F.from_json("value", "input array<string>, reason string").alias("d"))
    letters = letters.union(unfused.select(F.to_json("d.input"), "d.reason"))
    letters.coalesce(1).sortWithinPartitions("input", "reason").write.mode("overwrite").json(f"{args.output}/dead-letters")

    counts = {name: spark.read.parquet(f"{args.output}/tables/{name}").count() for name in ("articles", "claims", "events")}
    lost = spark.read.schema("input string, reason string").json(f"{args.output}/dead-letters").count()
    print(f"{counts['articles']} articles, {counts['claims']} claims, {counts['events']} events; fused in {rounds} rounds; "
          f"{lost} dead letters")
    spark.stop()


if __name__ == "__main__":
    main()
