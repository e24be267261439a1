"""The command in this process, and what a refusal of it looks like."""

from click.testing import CliRunner, Result

from api.cli import main


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """What the command did; a failure that it does not catch shows as a traceback, not as an exit code alone."""
    result = CliRunner().invoke(main, arguments, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(result: Result, *words: str) -> None:
    """One line of error that holds these words, and nothing else."""
    assert (result.exit_code, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert len(line) < 300
    assert [word for word in words if word not in line] == [], line
