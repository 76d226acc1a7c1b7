"""What commands share: how they name files, and how they tell an error, as a sentence with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from tongban.errors import TongbanError

Given = ParamSpec("Given")
Returned = TypeVar("Returned")

PATH = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def told(command: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Turn an error that has a remedy into a message, without a traceback."""

    @wraps(command)
    def telling(*arguments: Given.args, **options: Given.kwargs) -> Returned:
        from tongban.exchange.keys import KeyFileError
        from tongban.exchange.suites import SuiteError
        from tongban.exchange.trust_signing import TrustError
        from tongban.storage import StorageError

        try:
            return command(*arguments, **options)
        except (TongbanError, StorageError, KeyFileError, SuiteError, TrustError) as error:
            raise click.ClickException(str(error)) from error

    return telling
