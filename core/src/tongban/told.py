"""How a command tells an error: as a sentence with its remedy, without a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from tongban.errors import TongbanError

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


def told(command: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Turn an error that has a remedy into a message, without a traceback."""

    @wraps(command)
    def telling(*arguments: Given.args, **options: Given.kwargs) -> Returned:
        from tongban.exchange.keys import KeyFileError
        from tongban.storage import StorageError

        try:
            return command(*arguments, **options)
        except (TongbanError, StorageError, KeyFileError) as error:
            raise click.ClickException(str(error)) from error

    return telling
