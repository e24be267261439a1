"""The `zhengtu` command line."""

import json

import click


@click.group()
@click.version_option(package_name="zhengtu")
def main() -> None:
    """政图: who leads what in Chinese policy documents."""


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
def extract(files: tuple[str, ...]) -> None:
    """Print the facts of each FILE as one JSON object a line."""
    from extract import as_json, read
    from extract import extract as extract_text
    from extract.errors import DocumentError

    for name in files:
        try:
            click.echo(json.dumps(as_json(extract_text(read(name))), ensure_ascii=False))
        except DocumentError as error:
            raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
