"""A corpus extracted on Apache Spark: the function that `zhengtu load` runs in its processes, as a map over documents.

    with opened("local[*]") as session:
        done = extracted(session, of_files(session, files), "file:///data/out", seconds=120, largest=200_000_000)
    done.outcomes["added"], done.content.quads

What is written are the quads that a load stores, each document with the record of its load, as gzipped N-Quads; the
facts as Parquet tables, see graph.unstored; and the failures as JSON Lines. The time of the load is one for the whole
job, so that a task which Spark runs once more writes the same. `_SUCCESS` is written last: a folder without it is not
whole. The extra `spark` brings pyspark, which is imported here alone.

A Spark task hands its documents to a process of its own (graph.crew), which is ended and replaced where a document
hangs or crashes, and serves the tasks that follow.
"""

import gzip
import os
import re
import shutil
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extract.errors import ZhengtuError
from extract.folders import is_document
from extract.reading import SUFFIXES
from graph.backup import last_line
from graph.crew import Crew
from graph.errors import SparkError
from graph.files import Job, Refusal, Taken
from graph.fingerprint import Fingerprint
from graph.records import now
from graph.unstored import Unstored, no_sheets

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

# How many bytes of documents a task has, and how many each counts beyond its own: some ten seconds' work.
_TASK: Final = 8_000_000
_EACH: Final = 8_000
# Tasks for each core at least, so that none waits long for the last.
_WAVES: Final = 4
# Documents to a batch on the way into a task, and rows on the way out; facts take far more room than a text.
_IN: Final = "64"
_OUT: Final = 32

# spark-submit says by the first that it runs this; by the others, where Spark's settings are, that there may be some.
_SUBMITTED: Final = "PYSPARK_GATEWAY_PORT"
_SAY_WHICH: Final = (_SUBMITTED, "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR", "SPARK_HOME")

_JOBS: Final = "number long, name string, size long, content binary, text string"
# What comes of a document, with the types that Arrow has for Python's; its tables stand beside, each as a list of rows.
_FIXED: Final = {
    "number": int,
    "path": str,
    "seconds": float,
    "error": str,
    "reason": str,
    "graph": str,
    "packed": bytes,
    "quads": int,
}
_TYPES: Final = {str: "string", int: "int64", float: "double", bool: "bool", bytes: "binary"}
_WORDS: Final = 8
# A row of text is written byte for byte with `lineSep` behind it. Here a row is a member of a gzip file, which is a
# series of members, and so the separator is an empty one.
_NOTHING: Final = gzip.compress(b"", mtime=0)


@dataclass(frozen=True, slots=True)
class Done:
    """How many documents there were by outcome, as `zhengtu load --report` names them, and what was written."""

    outcomes: Mapping[str, int]
    content: Fingerprint


@contextmanager
def opened(master: str | None = None) -> "Iterator[SparkSession]":
    """A session on a Spark master, or on the one that spark-submit or Spark's own settings name, or on this machine.

    It is stopped at the end of the block, unless it was there before. Raises SparkError where pyspark or Java is
    missing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkError(
            "spark-extract: 须装附加组件 needs the extra zhengtu[spark]: pip install pyspark pandas pyarrow"
        ) from error
    if not (_SUBMITTED in os.environ or _java()):
        raise SparkError("Spark 须有 Java needs Java 17 or newer: install openjdk-17-jre-headless or set JAVA_HOME")
    # Workers on this machine run the Python that runs this.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    before = SparkSession.getActiveSession()
    settings = SparkSession.builder.appName("zhengtu spark-extract")
    if master is None and not any(name in os.environ for name in _SAY_WHICH):
        master = "local[*]"
    if master:
        settings = settings.master(master)
    if master and master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        # Java only carries rows here; to compile it further takes more time than that saves.
        settings = settings.config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
    settings = settings.config("spark.sql.execution.arrow.maxRecordsPerBatch", _IN)
    settings = settings.config("spark.ui.showConsoleProgress", str(sys.stderr.isatty()).lower())
    # What pyspark has to say of the version of pandas helps nobody here.
    settings = settings.config("spark.executorEnv.PYTHONWARNINGS", "ignore")
    with failures(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = settings.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield session
        finally:
            if before is None:
                session.stop()


def of_files(session: "SparkSession", files: Sequence[Path]) -> "DataFrame":
    """Files that every worker sees under the same name, each to be read where its task runs."""
    rows = [(number, str(file.resolve()), 0, None, None) for number, file in enumerate(files)]
    sizes = [_EACH + (file.stat().st_size if file.is_file() else 0) for file in files]
    most = min(_TASK, sum(sizes) // _least(session) + 1)
    tasks: list[list[tuple[Any, ...]]] = [[] for _ in range((sum(sizes) - 1) // most + 1)]
    for row, size, end in zip(rows, sizes, accumulate(sizes), strict=True):
        tasks[(end - size // 2 - 1) // most].append(row)
    with failures():
        spread = session.sparkContext.parallelize(tasks, len(tasks)).flatMap(lambda task: task)
        return session.createDataFrame(spread, _JOBS)


def of_folder(session: "SparkSession", place: str, largest: int) -> "DataFrame":
    """Files below a URI of Hadoop's file systems (hdfs:, s3a:), read by Spark; none that is larger is fetched."""
    from pyspark.sql import functions as F  # noqa: N812 - as all the world has it

    with failures():
        file_system, path = _placed(session, place)
        root = str(file_system.makeQualified(path).toString())
        session.conf.set("spark.sql.files.maxPartitionBytes", str(_TASK))
        session.conf.set("spark.sql.files.openCostInBytes", str(_EACH))
        found = session.read.format("binaryFile").option("recursiveFileLookup", "true")
        endings = ",".join(f"{suffix},{suffix.upper()}" for suffix in SUFFIXES)
        found = found.option("pathGlobFilter", f"*{{{endings}}}")
        files = found.load(place).withColumn("number", F.monotonically_increasing_id())
        wanted = F.udf(lambda name: is_document(Path(name[len(root) :].lstrip("/") or Path(name).name)), "boolean")
        files = files.where(wanted("path"))
        named = F.col("number"), F.col("path"), F.col("length")
        empty = F.lit(None)
        fetched = files.where(F.col("length") <= largest).select(*named, "content", empty.cast("string"))
        left = files.where(F.col("length") > largest).select(*named, empty.cast("binary"), empty.cast("string"))
        return fetched.union(left).toDF(*_names(_JOBS))


def of_table(session: "SparkSession", place: str, form: str, name: str = "name", text: str = "text") -> "DataFrame":
    """The rows of a table of texts (`form`: parquet or json), whose columns `name` and `text` have them.

    Raises SparkError where there are no such columns.
    """
    from pyspark.sql import functions as F  # noqa: N812

    with failures():
        file_system, path = _placed(session, place)
        size = int(file_system.getContentSummary(path).getLength())
        table = session.read.format(form).load(re.sub(r"([\\\[\]{}*?])", r"\\\1", place))
    missing = [column for column in (name, text) if column not in table.columns]
    if missing:
        raise SparkError(
            f"{place}: 没有列 has no column {', '.join(missing)}; 有 it has {', '.join(table.columns)}; "
            "name others by --name-column, --text-column"
        )
    with failures():
        number = F.monotonically_increasing_id().alias("number")
        columns = (F.col(f"`{column}`").cast("string") for column in (name, text))
        named, texts = (F.coalesce(column, F.lit("")) for column in columns)
        rows = table.select(number, named, F.lit(0), F.lit(None).cast("binary"), texts).toDF(*_names(_JOBS))
        return rows.repartition(max(_least(session), size // _TASK + 1))


def extracted(
    session: "SparkSession", documents: "DataFrame", output: str, *, seconds: float, largest: int, memory: int = 4 << 30
) -> Done:
    """Extract documents, see of_files, of_folder and of_table, and write what they say below `output`, a URI.

    Of several documents with the same text the first by name is written, as a load would. `seconds` is what a document
    may take, `largest` the bytes that it may have. Raises SparkError where there is such a folder, or where it or
    the work fails.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F  # noqa: N812
    from pyspark.storagelevel import StorageLevel

    with failures():
        if _exists(session, output):
            whole = _exists(session, f"{output}/_SUCCESS")
            state = "已存在 is there already" if whole else "是中断的作业所留 is left of a job that was broken off"
            raise SparkError(f"{output}: {state}; remove it or name another folder")
        run = _run(now(), seconds, largest, memory)
        schema = session.createDataFrame(_schema().empty_table()).schema
        rows = documents.mapInArrow(run, schema).persist(StorageLevel.MEMORY_AND_DISK)
        try:
            # A load takes files in the order of their paths, part by part.
            order = Window.partitionBy("graph").orderBy(F.translate("path", "/", "\0"), "number")
            named = rows.where("graph is not null").select("number", "graph", "path")
            again = named.select("number", F.row_number().over(order).alias("nth")).where("nth > 1")
            # Found once and not for each table, which would go through all that was read.
            numbers = session.createDataFrame(again.select("number").toArrow())
            kept = rows.join(F.broadcast(numbers), "number", "left_anti")
            stored = kept.where("graph is not null")
            _write(stored, rows, output)
            words = (F.sum(F.col("fingerprint")[word]) for word in range(_WORDS))
            [told] = stored.agg(F.count("*"), F.coalesce(F.sum("quads"), F.lit(0)), *words).collect()
            added, quads, *sums = told
            content = Fingerprint(quads, sum((part or 0) << 32 * word for word, part in enumerate(sums)))
            [(read, refused)] = rows.agg(F.count("graph"), F.count("error")).collect()
        finally:
            rows.unpersist()
        _finish(session, output, content)
    return Done({"added": added, "unchanged": read - added, "refused": refused}, content)


@contextmanager
def failures() -> Iterator[None]:
    """Turn what Spark raises into a SparkError of one line."""
    try:
        yield
    except (ZhengtuError, KeyboardInterrupt):
        raise
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark", "py4j")):
            raise
        words = " ".join(str(getattr(error, "java_exception", None) or error).split())
        raise SparkError(f"Spark: {words[:240]}") from error


# ---- what runs in Spark's workers


def _run(
    loaded: str, seconds: float, largest: int, memory: int
) -> "Callable[[Iterator[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]":
    """The map over documents: batches of jobs in, batches of rows out."""

    def run(batches: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        numbers: deque[int] = deque()

        def jobs() -> Iterator[Job]:
            for batch in batches:
                for number, name, size, content, text in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                    numbers.append(number)
                    given = text if content is None else content
                    yield Job(name, name, largest=largest, size=size, content=given, loaded=loaded)

        rows: list[tuple[Any, ...]] = []
        for job, taken in _crew(seconds, memory).results(jobs()):
            rows.append(_row(numbers.popleft(), job, taken))
            if len(rows) == _OUT:
                yield _batch(rows)
                rows = []
        if rows:
            yield _batch(rows)

    return run


@cache
def _crew(seconds: float, memory: int) -> Crew:
    """The process of this worker, for all tasks that it is given; it ends when the worker does."""
    return Crew(1, seconds, memory)


def _row(number: int, job: Job, taken: Taken) -> tuple[Any, ...]:
    told, seconds = taken.result, round(taken.seconds, 3)
    if isinstance(told, Refusal):
        return (number, job.name, seconds, told.error, told.words, *[None] * (len(_schema()) - 5))
    assert isinstance(told, Unstored)
    words = [told.content.total >> 32 * word & 0xFFFFFFFF for word in range(_WORDS)]
    tables = (sheet.rows for sheet in told.tables)
    return (number, job.name, seconds, None, None, told.graph, told.packed, told.content.quads, words, *tables)


def _batch(rows: Sequence[tuple[Any, ...]]) -> "pyarrow.RecordBatch":
    import pyarrow

    columns = zip(_schema(), zip(*rows, strict=True), strict=True)
    return pyarrow.RecordBatch.from_arrays(
        [pyarrow.array(cells, field.type) for field, cells in columns], schema=_schema()
    )


@cache
def _schema() -> "pyarrow.Schema":
    """The columns of what comes of a document."""
    import pyarrow

    def fields(kinds: Mapping[str, type]) -> list[pyarrow.Field]:
        return [pyarrow.field(name, pyarrow.type_for_alias(_TYPES[kind])) for name, kind in kinds.items()]

    tables = (
        pyarrow.field(sheet.name, pyarrow.list_(pyarrow.struct(fields({c.name: c.kind for c in sheet.columns}))))
        for sheet in no_sheets()
    )
    return pyarrow.schema([*fields(_FIXED), pyarrow.field("fingerprint", pyarrow.list_(pyarrow.int64())), *tables])


def _names(schema: str) -> list[str]:
    return re.findall(r"\b(\w++) \w+", schema)


# ---- what is written


def _write(stored: "DataFrame", rows: "DataFrame", output: str) -> None:
    from pyspark.sql import functions as F  # noqa: N812

    # Only the whole has the mark that it is whole.
    unmarked = {"mapreduce.fileoutputcommitter.marksuccessfuljobs": "false"}
    quads = stored.select(F.col("packed").cast("string").alias("value")).write.options(**unmarked)
    quads.option("lineSep", _NOTHING.decode("latin-1")).option("encoding", "ISO-8859-1").text(f"{output}/nquads")
    for sheet in no_sheets():
        stored.select(F.inline(sheet.name)).write.options(**unmarked).parquet(f"{output}/{sheet.name}")
    refused = rows.where("error is not null").withColumn("outcome", F.lit("refused"))
    refused.select("path", "outcome", "error", "reason", "seconds").write.options(**unmarked).json(f"{output}/failures")


def _finish(session: "SparkSession", output: str, content: Fingerprint) -> None:
    """Give the N-Quads the ending by which loaders know them, and a last line as a backup has it."""
    file_system, folder = _placed(session, f"{output}/nquads")
    for status in file_system.listStatus(folder):
        name = str(status.getPath().getName())
        if name.endswith(".txt"):
            _, better = _placed(session, f"{output}/nquads/{name.removesuffix('.txt')}.nq.gz")
            file_system.rename(status.getPath(), better)
    for name, data in (("nquads/whole.nq.gz", gzip.compress(last_line(content), mtime=0)), ("_SUCCESS", b"")):
        _, path = _placed(session, f"{output}/{name}")
        written = file_system.create(path)
        written.write(bytearray(data))
        written.close()


def _exists(session: "SparkSession", place: str) -> bool:
    file_system, path = _placed(session, place)
    return bool(file_system.exists(path))


def _placed(session: "SparkSession", place: str) -> tuple[Any, Any]:
    """The file system of Hadoop that a URI lies in, and its path there."""
    java: Any = session.sparkContext._jvm
    path = java.org.apache.hadoop.fs.Path(place)
    return path.getFileSystem(session.sparkContext._jsc.hadoopConfiguration()), path


def _least(session: "SparkSession") -> int:
    return _WAVES * int(session.sparkContext.defaultParallelism)


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which(f"{home}/bin/java" if home else "java"))
