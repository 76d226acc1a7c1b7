"""The `pure` contract bears modules that are not written yet and no impure one that is."""

from __future__ import annotations

import grimp
import pytest
from importlinter import ContractCheck, configuration
from scripts.import_contracts import PureContract


@pytest.fixture
def graph() -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for name in ("tongban", "tongban.decide", "tongban.store", "tongban.storage"):
        graph.add_module(name)
    graph.add_module("httpx", is_squashed=True)
    return graph


@pytest.fixture(autouse=True)
def configured() -> None:
    configuration.configure()


def check(graph: grimp.ImportGraph) -> ContractCheck:
    options = {
        "source_modules": ["tongban.decide", "tongban.not_written"],
        "forbidden_modules": ["tongban.storage", "tongban.not_written_either", "httpx", "asyncpg"],
    }
    session = {"root_packages": ["tongban"], "include_external_packages": "True"}
    return PureContract(name="pure", session_options=session, contract_options=options).check(graph, verbose=False)


def test_a_pure_module_keeps_the_contract(graph: grimp.ImportGraph) -> None:
    assert check(graph).kept


@pytest.mark.parametrize("way", [["tongban.storage"], ["httpx"], ["tongban.store", "tongban.storage"]])
def test_a_way_to_storage_or_network_breaks_it(graph: grimp.ImportGraph, way: list[str]) -> None:
    for importer, imported in zip(["tongban.decide", *way], way, strict=False):
        graph.add_import(importer=importer, imported=imported)
    assert not check(graph).kept
